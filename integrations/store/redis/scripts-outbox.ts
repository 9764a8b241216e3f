import { SHARED } from "./scripts-shared.ts";

/** Takes what may leave, marked as leaving. ARGV: now, limit, whose attempt it is, urgent or patient. */
export const TAKE = `${SHARED}
local now = tonumber(ARGV[1])
local taken = {}
while #taken < tonumber(ARGV[2]) do
  local lane = call('ZRANGEBYSCORE', P .. ARGV[4], '-inf', ARGV[1], 'LIMIT', 0, 1)[1]
  if not lane then break end
  call('ZREM', P .. ARGV[4], lane)
  local id
  eachNotHeldUp(lane, function(each, due)
    if due <= now then id = each end
    return id
  end)
  if id then
    local row = P .. 's:' .. id
    -- An unclear row stays unclear, and its start stays the first one's: that is what the provider is asked about.
    if call('HGET', row, 'status') ~= 'ambiguous' then
      call('HSET', row, 'status', 'sending', 'started', ARGV[1])
    end
    call('HINCRBY', row, 'tries', 1)
    call('HSET', P .. 'busy', lane, id)
    call('HSET', P .. 'flight', id, ARGV[3])
    taken[#taken + 1] = call('HGETALL', row)
  end
end
return { taken, board() }
`;

/**
 * Writes down what became of an attempt. ARGV: id, attempt, now, kind, due time or provider's id, error, and the key
 * and body of the failure that goes back to the conversation. Of an attempt that is over, because somebody else or the
 * same process has begun another one since, only "sent" is believed: that stays true whoever asks.
 */
export const SETTLE = `${SHARED}
local id, kind, what, why = ARGV[1], ARGV[4], ARGV[5], ARGV[6]
local row = P .. 's:' .. id
local found = call('HMGET', row, 'status', 'revoked', 'tries', 'customer', 'lane')
local status, revoked, customer = found[1], found[2], found[4]
local isOurs = call('HGET', P .. 'flight', id) == ARGV[2]
if (status ~= 'sending' and status ~= 'ambiguous') or (kind ~= 'sent' and not isOurs) then
  return { 0, board() }
end

local function over(as)
  call('HSET', row, 'status', as)
  dequeue(id)
end
local function again(as)
  -- A person has taken over since this attempt began: the bot's words are not tried again.
  if revoked and as ~= 'ambiguous' then return over('cancelled') end
  call('HSET', row, 'status', as, 'due', what)
  requeue(id)
end

if kind == 'sent' then call('HDEL', row, 'error') else call('HSET', row, 'error', why) end
if kind == 'sent' then
  call('HSET', row, 'pid', what)
  over('sent')
elseif kind == 'cancelled' then
  over('cancelled')
elseif kind == 'dead' then
  over('dead')
  call('ZADD', P .. 'deadsends', ARGV[3], id)
  if ARGV[7] ~= '' and keepInbound(customer, ARGV[7], 'receipt', ARGV[8], ARGV[3]) then
    expect(customer, ARGV[3])
  end
elseif kind == 'postponed' or kind == 'held' then
  call('HSET', row, 'tries', math.max(0, tonumber(found[3]) - 1), 'nb', what)
  -- One that is held keeps its place, as one that waits for its retry does.
  again(status == 'ambiguous' and 'ambiguous' or kind == 'held' and 'retry' or 'pending')
else
  -- What was asked about an unclear attempt, and over how many restarts, is no refusal to wait longer after.
  if kind == 'retry' and status == 'ambiguous' then call('HSET', row, 'tries', 0) end
  again(kind)
end
local isHeard = kind == 'dead' or call('ZCARD', P .. 'lane:' .. found[5]) > 0
return { isHeard and 1 or 0, board() }
`;

/** Puts sends into the desk's lanes, each once. ARGV: the sends. */
export const ADD_SENDS = `${SHARED}
for _, send in ipairs(ARGV) do addSend(cjson.decode(send)) end
return { board() }
`;

/** The oldest sends that are to be handed over to the desk. */
export const HANDOVER = "return redis.call('LRANGE', KEYS[1] .. ':handover', 0, 49)";

/** They lie in the desk's lanes now. ARGV: the sends. */
export const HANDED_OVER = `
for _, send in ipairs(ARGV) do redis.call('LREM', KEYS[1] .. ':handover', 1, send) end
return 1
`;

/**
 * Frees what dead processes held, and takes back what was handed out in an answer that never came. ARGV: who
 * asks, how many attempts they had begun by then, how many of these stand, these, then the processes that are alive. A row
 * that a dead process was sending may have left.
 */
export const TEND = `${SHARED}
local standing, alive = {}, {}
for n = 4, 3 + tonumber(ARGV[3]) do standing[ARGV[n]] = true end
for n = 4 + tonumber(ARGV[3]), #ARGV do alive[ARGV[n]] = true end

local flights = call('HGETALL', P .. 'flight')
for n = 1, #flights, 2 do
  local id, attempt = flights[n], flights[n + 1]
  local process, number = string.match(attempt, '^(.*)/(%d+)$')
  local row = P .. 's:' .. id
  local found = call('HMGET', row, 'status', 'started', 'tries')
  -- This may be read late itself: of what was begun since it was asked it knows nothing.
  if process == ARGV[1] and tonumber(number) <= tonumber(ARGV[2]) and not standing[attempt] then
    call('HSET', row, 'tries', math.max(0, tonumber(found[3]) - 1))
    if found[1] == 'sending' then call('HSET', row, 'status', 'retry', 'due', found[2]) end
    requeue(id)
  elseif not alive[process] then
    if found[1] == 'sending' then
      call('HSET', row, 'status', 'ambiguous', 'due', found[2], 'error', 'stopped in the middle of sending')
    end
    requeue(id)
  end
end

local leases = call('HGETALL', P .. 'leases')
for n = 1, #leases, 2 do
  if not alive[string.match(leases[n + 1], ':(.*)$')] then
    call('HDEL', P .. 'leases', leases[n])
    countCrash(leases[n])
    planTurn(leases[n])
  end
end
return { call('LLEN', P .. 'handover'), board() }
`;
