import { SHARED } from "./scripts-shared.ts";

/**
 * Everything of a kind that is a customer's: what was settled is in no list, so all keys are looked at, which takes about
 * a second for a million.
 */
export const THEIRS = `${SHARED}
local function theirs(prefix, customer, each)
  local cursor = '0'
  repeat
    local found = call('SCAN', cursor, 'MATCH', P .. prefix .. '*', 'COUNT', 1000)
    cursor = found[1]
    for _, row in ipairs(found[2]) do
      if call('HGET', row, 'customer') == customer then each(row, string.sub(row, #P + #prefix + 1)) end
    end
  until cursor == '0'
end
`;

/** A customer's inbounds that still have a body, and their sends here. ARGV: customer. */
export const DOSSIER = `${THEIRS}
local inbounds, sends = {}, {}
theirs('i:', ARGV[1], function(row, key)
  local found = call('HMGET', row, 'seq', 'status', 'body')
  if found[3] then inbounds[#inbounds + 1] = { found[1], key, found[2], found[3] } end
end)
theirs('s:', ARGV[1], function(row) sends[#sends + 1] = call('HGETALL', row) end)
return { inbounds, sends }
`;

/** Their desk threads' addresses. ARGV: customer. */
export const THREADS_OF = "return redis.call('HVALS', KEYS[1] .. ':threads:' .. ARGV[1])";

/**
 * Lets everything of a customer in this partition go; the keys of what they sent stay known for a month. Whoever has
 * their turn, or sends something of theirs, finds nothing any more, and nothing more is kept under their id. Nothing is let
 * go while an address has asked for silence that is not among those that are remembered: these are given. ARGV: customer,
 * then the addresses whose silence is remembered.
 */
export const ERASE = `${THEIRS}
local customer, remembered, said = ARGV[1], {}, {}
for n = 2, #ARGV do remembered[ARGV[n]] = true end
for _, address in ipairs(call('ZRANGE', P .. 'addresses:' .. customer, 0, -1)) do
  if call('HGET', P .. 'consent', address) == 'opted_out' and not remembered[address] then said[#said + 1] = address end
end
if #said > 0 then return { said, board() } end
call('SET', P .. 'erased:' .. customer, '1', 'PX', 2592000000)
theirs('i:', customer, function(row, key)
  call('ZREM', P .. 'open', key)
  call('ZREM', P .. 'dead', key)
  if call('HGET', row, 'kind') == 'timer' then call('DEL', row) else
    forgetBody(key)
    call('HSET', row, 'customer', '')
  end
end)
theirs('s:', customer, function(row, id)
  if call('ZSCORE', P .. 'unsent', id) then dequeue(id) end
  call('ZREM', P .. 'deadsends', id)
  call('DEL', row)
end)
for _, address in ipairs(call('ZRANGE', P .. 'addresses:' .. customer, 0, -1)) do
  call('HDEL', P .. 'consent', address, address .. ' thanks')
end
for _, turn in ipairs(call('ZRANGE', P .. 'lately', 0, -1)) do
  if string.match(turn, '^%d+:(.*)$') == customer then call('ZREM', P .. 'lately', turn) end
end
for _, send in ipairs(call('LRANGE', P .. 'handover', 0, -1)) do
  if cjson.decode(send).customer == customer then call('LREM', P .. 'handover', 0, send) end
end
for _, kind in ipairs({ 'c:', 'addresses:', 'consents:', 'threads:', 'journal:', 'in:', 'out:' }) do
  call('DEL', P .. kind .. customer)
end
for _, index in ipairs({ 'leases', 'apart', 'waiting' }) do call('HDEL', P .. index, customer) end
call('ZREM', P .. 'due', customer)
return { said, board() }
`;

/** Knows for a month that what these keys stand for was somebody's who was erased. ARGV: keys. */
export const NOTE_GONE = `
for _, key in ipairs(ARGV) do redis.call('SET', KEYS[1] .. ':gone:' .. key, '1', 'PX', 2592000000) end
return 1
`;

/** Whether it was. ARGV: key. */
export const IS_GONE = "return redis.call('EXISTS', KEYS[1] .. ':gone:' .. ARGV[1])";

/** Remembers that an address asked for silence, without the address. ARGV: address, a secret if there is none yet. */
export const KEEP_SILENCE = `
local cursors = KEYS[1] .. ':cursors'
redis.call('HSETNX', cursors, 'erasure secret', ARGV[2])
local hash = redis.sha1hex(redis.call('HGET', cursors, 'erasure secret') .. ARGV[1])
return redis.call('HSET', cursors, 'silent:' .. hash, '1')
`;

/** Whether an address whose person was erased had asked for silence. ARGV: address. */
export const IS_SILENT = `
local cursors = KEYS[1] .. ':cursors'
local secret = redis.call('HGET', cursors, 'erasure secret')
if not secret then return 0 end
return redis.call('HEXISTS', cursors, 'silent:' .. redis.sha1hex(secret .. ARGV[1]))
`;
