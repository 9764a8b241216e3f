import { SHARED } from "./scripts-shared.ts";

/** Says that a process lives, or (with 0) that it has ended, and gives those that live. ARGV: process, for how long. */
export const BEAT = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local alive = KEYS[1] .. ':alive'
if ARGV[2] == '0' then
  redis.call('ZREM', alive, ARGV[1])
else
  redis.call('ZADD', alive, now + ARGV[2], ARGV[1])
end
redis.call('ZREMRANGEBYSCORE', alive, '-inf', now)
return redis.call('ZRANGE', alive, 0, -1)
`;

/** The layout of the data. ARGV: what this version writes. Gives what is there. */
export const LAYOUT = `
redis.call('SETNX', KEYS[1] .. ':layout', ARGV[1])
return redis.call('GET', KEYS[1] .. ':layout')
`;

/** How much of everything there is. */
export const COUNTS = `${SHARED}
return { call('ZCARD', P .. 'open'), call('ZCARD', P .. 'dead'), call('HLEN', P .. 'waiting'),
  call('ZCARD', P .. 'unsent') + call('LLEN', P .. 'handover'), call('ZCARD', P .. 'deadsends') }
`;

/** How many inbounds are due. ARGV: now. */
export const BACKLOG = "return redis.call('ZCOUNT', KEYS[1] .. ':open', '-inf', ARGV[1])";

/** Who waits for a person, with their conversation. */
export const WAITING = `${SHARED}
local rows = {}
local waiting = call('HGETALL', P .. 'waiting')
for n = 1, #waiting, 2 do
  rows[#rows + 1] = { waiting[n], waiting[n + 1], call('HGET', P .. 'c:' .. waiting[n], 'conversation') }
end
return rows
`;

/** What is not settled: dead things first, then what is of unknown fate, then what is due soonest. ARGV: how many of each at most. */
export const INBOX = `${SHARED}
local function rows(prefix, ids)
  local found, seen = {}, {}
  for _, id in ipairs(ids) do
    if not seen[id] then found[#found + 1] = { id, call('HGETALL', P .. prefix .. id) } end
    seen[id] = true
  end
  return found
end
local function first(index) return call('ZRANGE', P .. index, 0, ARGV[1] - 1) end
local unsent = call('HKEYS', P .. 'flight')
for _, ids in ipairs({ call('HVALS', P .. 'unclear'), first('unsent') }) do
  for _, id in ipairs(ids) do unsent[#unsent + 1] = id end
end
return { rows('i:', first('dead')), rows('i:', first('open')), rows('s:', first('deadsends')), rows('s:', unsent) }
`;

/** One row of the outbox; nothing if it is not here. ARGV: id. */
export const SEND = "return redis.call('HGETALL', KEYS[1] .. ':s:' .. ARGV[1])";

/** What the bot has still to say to a customer, the oldest first. ARGV: customer. */
export const UNSENT = `
local rows, members = {}, {}
for _, id in ipairs(redis.call('SMEMBERS', KEYS[1] .. ':out:' .. ARGV[1])) do
  local found = redis.call('HMGET', KEYS[1] .. ':s:' .. id, 'bot', 'member')
  if found[1] == '1' then members[#members + 1] = { found[2], id } end
end
table.sort(members, function(one, other) return one[1] < other[1] end)
for _, member in ipairs(members) do rows[#rows + 1] = redis.call('HGETALL', KEYS[1] .. ':s:' .. member[2]) end
return rows
`;

/** Makes a dead inbound or send due again. ARGV: key, now. */
export const RETRY = `${SHARED}
local key, now = ARGV[1], ARGV[2]
if call('ZREM', P .. 'dead', key) == 1 then
  local row = P .. 'i:' .. key
  local customer = call('HGET', row, 'customer')
  call('HSET', row, 'status', 'pending', 'tries', 0, 'crashes', 0, 'due', now)
  call('HDEL', row, 'error')
  call('ZADD', P .. 'in:' .. customer, now, key)
  call('ZADD', P .. 'open', now, key)
  expect(customer, now)
  return { 1, board() }
end
if call('ZREM', P .. 'deadsends', key) == 1 then
  local row = P .. 's:' .. key
  call('HSET', row, 'status', 'pending', 'tries', 0, 'nb', now, 'due', now)
  call('HDEL', row, 'error', 'revoked')
  enqueue(key)
  return { 1, board() }
end
return { 0, board() }
`;

/** Lets a dead inbound or send go. ARGV: key. */
export const DISCARD = `${SHARED}
if call('ZREM', P .. 'dead', ARGV[1]) == 1 then
  forgetBody(ARGV[1])
  return 1
end
if call('ZREM', P .. 'deadsends', ARGV[1]) == 1 then
  call('HSET', P .. 's:' .. ARGV[1], 'status', 'cancelled')
  return 1
end
return 0
`;

/** The desk's thread of a handoff, the latest one. ARGV: customer, handoff, address. */
export const BIND_THREAD =
  "return redis.call('HSET', KEYS[1] .. ':threads:' .. ARGV[1], ARGV[2], ARGV[3])";

/** ARGV: customer, handoff. */
export const THREAD = "return redis.call('HGET', KEYS[1] .. ':threads:' .. ARGV[1], ARGV[2])";

/** ARGV: customer. */
export const CONVERSATION =
  "return redis.call('HGET', KEYS[1] .. ':c:' .. ARGV[1], 'conversation')";

/** ARGV: customer. */
export const JOURNAL = "return redis.call('LRANGE', KEYS[1] .. ':journal:' .. ARGV[1], 0, -1)";

/** The turns since then, newest first; those of somebody who was erased are gone. ARGV: since, how many at most. */
export const JOURNAL_LATELY = `${SHARED}
local rows = {}
for _, turn in ipairs(call('ZREVRANGEBYSCORE', P .. 'lately', '+inf', ARGV[1], 'LIMIT', 0, ARGV[2])) do
  local place, customer = string.match(turn, '^(%d+):(.*)$')
  local entry = call('LINDEX', P .. 'journal:' .. customer, place)
  if entry and entry ~= '' then rows[#rows + 1] = { customer, entry } end
end
return rows
`;

/** ARGV: name. */
export const CURSOR = "return redis.call('HGET', KEYS[1] .. ':cursors', ARGV[1])";

/** ARGV: name, value. */
export const SET_CURSOR = "return redis.call('HSET', KEYS[1] .. ':cursors', ARGV[1], ARGV[2])";

/** Sets a value unless there is one, and gives what is there. ARGV: name, value. */
export const KEEP_ONCE = `
redis.call('HSETNX', KEYS[1] .. ':cursors', ARGV[1], ARGV[2])
return redis.call('HGET', KEYS[1] .. ':cursors', ARGV[1])
`;

/** Uses one of an allowance: 1, or 0 when none is left. ARGV: name, key, now, then each limit's count and its time. */
export const SPEND = `
local uses, key, now, longest = KEYS[1] .. ':spent:' .. ARGV[1], ARGV[2], tonumber(ARGV[3]), 0
for n = 5, #ARGV, 2 do longest = math.max(longest, tonumber(ARGV[n])) end
redis.call('ZREMRANGEBYSCORE', uses, '-inf', now - longest)
if redis.call('ZSCORE', uses, key) then return 1 end
for n = 4, #ARGV, 2 do
  local since = string.format('(%.0f', now - tonumber(ARGV[n + 1]))
  if redis.call('ZCOUNT', uses, since, '+inf') >= tonumber(ARGV[n]) then return 0 end
end
redis.call('ZADD', uses, now, key)
redis.call('PEXPIRE', uses, longest)
return 1
`;
