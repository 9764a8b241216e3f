/**
 * What every script begins with. KEYS[1] is the partition; every key of a script begins with it and so lies in its
 * slot. The keys, each after `<partition>:`
 *
 *   c:<customer>          hash: the conversation, what they wait for, the epoch of their last lease
 *   addresses:<customer>  sorted set: their own addresses, in the order in which they came
 *   consent               hash: address → what it last said; consents:<customer> lists every change, as its proof
 *   threads:<customer>    hash: handoff → the desk's thread
 *   journal:<customer>    list; lately: sorted set of the last 5,000 turns here, as <place in that list>:<customer>
 *   i:<key>               hash: an inbound; in:<customer> lists the pending ones, by due time
 *   s:<id>                hash: a row of the outbox; out:<customer> lists the unsent ones
 *   lane:<lane>           sorted set: its unsent rows, by rank, then by age
 *   owner:<name>          string: the customer behind an address; sent:<id>: customer and send behind a provider's id
 *   erased:<customer>     string: nothing is kept under this id any more; gone:<key>: nor what bears this key
 *   handover              list: sends for the desk's lanes, which lie in the desk's own partition
 *
 * and the partition's indexes, which change with what they list: `due` (customer by next turn), `leases`, `apart`
 * (customer → the one inbound that their turn took, where it took one alone), `open` and `dead` (inbounds), `unsent` and
 * `deadsends`, `waiting`, `urgent` and `patient` (lanes by when their next row may leave), `busy` and `unclear` (lane →
 * its row on its way, or of unknown fate), `flight` (row → who took it).
 */
export const SHARED = `
local P = KEYS[1] .. ':'
local call = redis.call

local function head(index)
  return call('ZRANGE', P .. index, 0, 0, 'WITHSCORES')[2] or ''
end

-- When something is due here. The number tells an older answer from a newer one.
local function board()
  return { call('INCR', P .. 'version'), head('due'), head('urgent'), head('patient') }
end

-- Something of theirs is due; whoever serves them sees it when the lease ends.
local function expect(customer, at)
  if call('HEXISTS', P .. 'leases', customer) == 1 then return end
  local known = call('ZSCORE', P .. 'due', customer)
  if not known or tonumber(at) < tonumber(known) then call('ZADD', P .. 'due', at, customer) end
end

local function planTurn(customer)
  local first = call('ZRANGE', P .. 'in:' .. customer, 0, 0, 'WITHSCORES')[2]
  if first then call('ZADD', P .. 'due', first, customer) else call('ZREM', P .. 'due', customer) end
end

-- A turn that was begun and never ended, with what was due until its lease ran out.
local function countCrash(customer)
  local untilThen = call('ZSCORE', P .. 'due', customer)
  if not untilThen then return end
  local apart = call('HGET', P .. 'apart', customer)
  if apart then
    if call('ZSCORE', P .. 'in:' .. customer, apart) then call('HINCRBY', P .. 'i:' .. apart, 'crashes', 1) end
    return
  end
  for _, key in ipairs(call('ZRANGEBYSCORE', P .. 'in:' .. customer, '-inf', untilThen)) do
    call('HINCRBY', P .. 'i:' .. key, 'crashes', 1)
  end
end

local function keepInbound(customer, key, kind, body, at)
  local row = P .. 'i:' .. key
  if call('HSETNX', row, 'customer', customer) == 0 then return false end
  call('HSET', row, 'kind', kind, 'body', body, 'status', 'pending', 'tries', 0, 'at', at, 'due', at,
    'seq', call('INCR', P .. 'seq'))
  call('ZADD', P .. 'in:' .. customer, at, key)
  call('ZADD', P .. 'open', at, key)
  return true
end

local function isPending(customer, key)
  local found = call('HMGET', P .. 'i:' .. key, 'customer', 'status')
  return found[1] == customer and found[2] == 'pending'
end

-- What is done stays known for as long as any provider repeats itself.
local function forgetBody(key)
  call('HDEL', P .. 'i:' .. key, 'body', 'error')
  call('HSET', P .. 'i:' .. key, 'status', 'done')
  call('PEXPIRE', P .. 'i:' .. key, 2592000000)
end

local function addConsent(customer, address, status, change)
  call('HSET', P .. 'consent', address, status)
  call('RPUSH', P .. 'consents:' .. customer, change)
end

-- The rows of a lane that nothing holds up: the unclear one alone, else every one up to the first that waits for its
-- retry. Calls look(id, due, urgent) until it gives true.
local function eachNotHeldUp(lane, look)
  local unclear = call('HGET', P .. 'unclear', lane)
  local members = unclear and { call('HGET', P .. 's:' .. unclear, 'member') }
    or call('ZRANGE', P .. 'lane:' .. lane, 0, -1)
  for _, member in ipairs(members) do
    local id = string.sub(member, 18)
    local row = call('HMGET', P .. 's:' .. id, 'status', 'due', 'urgent')
    if look(id, tonumber(row[2]), row[3]) or row[1] == 'retry' then return end
  end
end

local function planLane(lane)
  call('ZREM', P .. 'urgent', lane)
  call('ZREM', P .. 'patient', lane)
  if call('HEXISTS', P .. 'busy', lane) == 1 then return end
  local at, index
  eachNotHeldUp(lane, function(_, due, urgent)
    if not at or due < at then at, index = due, urgent == '1' and 'urgent' or 'patient' end
  end)
  if at then call('ZADD', P .. index, at, lane) end
end

local function enqueue(id)
  local row = call('HMGET', P .. 's:' .. id, 'lane', 'rank', 'member', 'due', 'customer')
  call('ZADD', P .. 'lane:' .. row[1], row[2], row[3])
  call('ZADD', P .. 'unsent', row[4], id)
  call('SADD', P .. 'out:' .. row[5], id)
  planLane(row[1])
end

-- Out of its lane for good.
local function dequeue(id)
  local row = call('HMGET', P .. 's:' .. id, 'lane', 'member', 'customer')
  call('ZREM', P .. 'lane:' .. row[1], row[2])
  call('ZREM', P .. 'unsent', id)
  call('SREM', P .. 'out:' .. row[3], id)
  if call('HGET', P .. 'busy', row[1]) == id then call('HDEL', P .. 'busy', row[1]) end
  if call('HGET', P .. 'unclear', row[1]) == id then call('HDEL', P .. 'unclear', row[1]) end
  call('HDEL', P .. 'flight', id)
  planLane(row[1])
  return row[1]
end

-- Back into its lane as what it is now.
local function requeue(id)
  local row = call('HMGET', P .. 's:' .. id, 'lane', 'status', 'due')
  call('HDEL', P .. 'flight', id)
  if call('HGET', P .. 'busy', row[1]) == id then call('HDEL', P .. 'busy', row[1]) end
  if row[2] == 'ambiguous' then
    call('HSET', P .. 'unclear', row[1], id)
  elseif call('HGET', P .. 'unclear', row[1]) == id then
    call('HDEL', P .. 'unclear', row[1])
  end
  call('ZADD', P .. 'unsent', row[3], id)
  planLane(row[1])
  return row[1]
end

-- Nothing is queued for an id that was sent, or is to be sent, already.
local function addSend(send)
  local row = P .. 's:' .. send.id
  if call('HSETNX', row, 'customer', send.customer) == 0 then return end
  call('HSET', row, 'fixed', send.fixed, 'lane', send.lane, 'rank', send.rank,
    'member', string.format('%016d', call('INCR', P .. 'seq')) .. ':' .. send.id,
    'urgent', send.urgent, 'bot', send.bot, 'status', 'pending', 'tries', 0, 'nb', send.nb, 'due', send.due)
  enqueue(send.id)
end
`;
