import { SHARED } from "./scripts-shared.ts";

/**
 * Keeps what arrives for one customer. ARGV: customer, then for each arrival: the address it makes the customer known
 * by (empty: only somebody who is known gets it), key, kind, body, received at, consent address, status, change.
 */
export const ACCEPT = `${SHARED}
local customer = ARGV[1]
local home = P .. 'c:' .. customer
local isErased = call('EXISTS', P .. 'erased:' .. customer) == 1
local outcomes = {}
for n = 2, #ARGV, 8 do
  local address, key, at = ARGV[n], ARGV[n + 1], ARGV[n + 4]
  if address ~= '' and not isErased then
    call('HSETNX', home, 'epoch', 0)
    call('ZADD', P .. 'addresses:' .. customer, 'NX', call('ZCARD', P .. 'addresses:' .. customer), address)
  end
  if isErased then
    outcomes[#outcomes + 1] = 'erased'
  elseif call('EXISTS', home) == 0 then
    outcomes[#outcomes + 1] = 'unroutable'
  elseif keepInbound(customer, key, ARGV[n + 2], ARGV[n + 3], at) then
    outcomes[#outcomes + 1] = 'kept'
    if ARGV[n + 5] ~= '' then addConsent(customer, ARGV[n + 5], ARGV[n + 6], ARGV[n + 7]) end
    expect(customer, at)
  else
    outcomes[#outcomes + 1] = 'known'
  end
end
return { outcomes, board() }
`;

/**
 * Grants the next turn of this partition. ARGV: now, until, who asks, and 1 if they have nothing else under way: what
 * was under way when a process died is granted to nobody else. What came later does not overtake a turn that failed and
 * waits for its next try.
 */
export const LEASE = `${SHARED}
local now = tonumber(ARGV[1])
while true do
  local customer = call('ZRANGEBYSCORE', P .. 'due', '-inf', ARGV[1], 'LIMIT', 0, 1)[1]
  if not customer then return { false, board() } end
  call('HDEL', P .. 'leases', customer)
  local pending = P .. 'in:' .. customer
  local start
  local keys = call('ZRANGEBYSCORE', pending, '-inf', ARGV[1])
  for _, key in ipairs(call('ZRANGEBYSCORE', pending, '(' .. ARGV[1], '+inf')) do
    local row = call('HMGET', P .. 'i:' .. key, 'tries', 'due', 'kind')
    if tonumber(row[1]) > 0 then
      start = math.min(start or tonumber(row[2]), tonumber(row[2]))
    elseif row[3] ~= 'timer' then
      -- It was due when it came to a process whose clock is ahead of this one's, or was set back since.
      keys[#keys + 1] = key
    end
  end
  start = start or keys[1] and now or tonumber(call('ZRANGE', pending, 0, 0, 'WITHSCORES')[2])
  if not start then
    call('ZREM', P .. 'due', customer)
  elseif start > now then
    call('ZADD', P .. 'due', start, customer)
  else
    local rows, addresses, suspected, isTakenApart = {}, {}, false, false
    for _, key in ipairs(keys) do
      local row = call('HMGET', P .. 'i:' .. key, 'seq', 'tries', 'kind', 'at', 'body', 'crashes')
      rows[#rows + 1] = { key, row[1], row[2], row[3], row[4], row[5], row[6] or 0 }
      suspected = suspected or tonumber(row[6] or 0) > 0
      isTakenApart = isTakenApart or tonumber(row[6] or 0) >= 3
    end
    if suspected and ARGV[4] ~= '1' then return { 'alone', board() } end
    -- Once three processes have died over some of it, what kills must be known from what came with it.
    call('HDEL', P .. 'apart', customer)
    if isTakenApart then
      table.sort(rows, function(one, other) return tonumber(one[2]) < tonumber(other[2]) end)
      rows = { rows[1] }
      call('HSET', P .. 'apart', customer, rows[1][1])
    end
    local home = P .. 'c:' .. customer
    local epoch = call('HINCRBY', home, 'epoch', 1)
    call('HSET', P .. 'leases', customer, epoch .. ':' .. ARGV[3])
    call('ZADD', P .. 'due', ARGV[2], customer)
    for _, address in ipairs(call('ZRANGE', P .. 'addresses:' .. customer, 0, -1)) do
      addresses[#addresses + 1] = { address, call('HGET', P .. 'consent', address) or '' }
    end
    local conversation = call('HGET', home, 'conversation') or ''
    return { { customer, epoch, conversation, rows, addresses }, board() }
  end
end
`;

/** Gives a turn back. ARGV: customer, lease, pending or dead, retry at, error, then the keys. */
export const FAIL = `${SHARED}
local customer = ARGV[1]
if call('HGET', P .. 'leases', customer) ~= ARGV[2] then return { 'lost', board() } end
for n = 6, #ARGV do
  local key = ARGV[n]
  local row = P .. 'i:' .. key
  if isPending(customer, key) then
    call('HINCRBY', row, 'tries', 1)
    call('HSET', row, 'status', ARGV[3], 'due', ARGV[4], 'error', ARGV[5], 'crashes', 0)
    if ARGV[3] == 'dead' then
      call('ZREM', P .. 'in:' .. customer, key)
      call('ZREM', P .. 'open', key)
      call('ZADD', P .. 'dead', call('HGET', row, 'seq'), key)
    else
      call('ZADD', P .. 'in:' .. customer, ARGV[4], key)
      call('ZADD', P .. 'open', ARGV[4], key)
    end
  end
end
call('HDEL', P .. 'leases', customer)
planTurn(customer)
return { 'given back', board() }
`;

/** Writes a whole turn, or nothing if the lease is lost. ARGV: customer, lease, conversation, journal entry, the rest. */
export const COMMIT = `${SHARED}
local customer = ARGV[1]
if call('HGET', P .. 'leases', customer) ~= ARGV[2] then return { 'lost', 0, board() } end
local change = cjson.decode(ARGV[5])
local home, pending, out = P .. 'c:' .. customer, P .. 'in:' .. customer, P .. 'out:' .. customer

for _, key in ipairs(change.done) do
  if isPending(customer, key) then
    call('ZREM', pending, key)
    call('ZREM', P .. 'open', key)
    forgetBody(key)
  end
end
call('HSET', home, 'conversation', ARGV[3])
if change.waiting then
  call('HSET', P .. 'waiting', customer, change.waiting)
else
  call('HDEL', P .. 'waiting', customer)
end
local place = call('RPUSH', P .. 'journal:' .. customer, ARGV[4]) - 1
call('ZADD', P .. 'lately', change.at, place .. ':' .. customer)
call('ZREMRANGEBYRANK', P .. 'lately', 0, -5001)

local function isTimer(key)
  return isPending(customer, key) and call('HGET', P .. 'i:' .. key, 'kind') == 'timer'
end
for _, key in ipairs(change.cancel) do
  if isTimer(key) then
    call('DEL', P .. 'i:' .. key)
    call('ZREM', pending, key)
    call('ZREM', P .. 'open', key)
  end
end
for _, timer in ipairs(change.set) do
  if not keepInbound(customer, timer.key, 'timer', timer.body, timer.due) and isTimer(timer.key) then
    call('HSET', P .. 'i:' .. timer.key, 'body', timer.body, 'at', timer.due, 'due', timer.due)
    call('ZADD', pending, timer.due, timer.key)
    call('ZADD', P .. 'open', timer.due, timer.key)
  end
end

for _, consent in ipairs(change.consent) do
  addConsent(customer, consent.address, consent.status, consent.change)
end

-- Forwards only: a failure ranks with "delivered", so neither overwrites the other, and nothing follows a failure.
local ranks = { queued = 0, sent = 1, delivered = 2, undelivered = 2, failed = 2, read = 3 }
for _, delivery in ipairs(change.deliveries) do
  local row = P .. 's:' .. delivery.id
  local found = call('HMGET', row, 'status', 'receipt')
  if found[1] then
    local known = found[2]
    if not known or (known ~= 'undelivered' and known ~= 'failed' and ranks[delivery.status] > ranks[known]) then
      call('HSET', row, 'receipt', delivery.status)
      if delivery.error then call('HSET', row, 'error', delivery.error) end
    end
    -- A provider that reports on an unclear send has had it.
    if delivery.own and found[1] == 'ambiguous' then
      call('HSET', row, 'status', 'sent')
      if delivery.pid then call('HSET', row, 'pid', delivery.pid) end
      dequeue(delivery.id)
    end
  end
end

for _, id in ipairs(change.silence and call('SMEMBERS', out) or change.takeBack) do
  local row = P .. 's:' .. id
  local found = call('HMGET', row, 'bot', 'status')
  if found[1] == '1' and call('SISMEMBER', out, id) == 1 then
    call('HSET', row, 'revoked', 1)
    if found[2] == 'pending' or found[2] == 'retry' then
      call('HSET', row, 'status', 'cancelled')
      dequeue(id)
    end
  end
end
for _, send in ipairs(change.sends) do addSend(send) end
for _, send in ipairs(change.handover) do call('RPUSH', P .. 'handover', send) end

call('HDEL', P .. 'leases', customer)
planTurn(customer)
return { 'committed', call('LLEN', P .. 'handover'), board() }
`;
