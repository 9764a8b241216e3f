/**
 * Web chats. After `<partition>:`, chats:lines:<chat> is a sorted set of lines by place, chats:ids:<chat> a hash of
 * line id → place; both go when nothing was said for as long as lines are kept. chats:places:<chat> counts on for ever,
 * so that a page that comes back is never told a place twice.
 */
const CHAT = `
local P = KEYS[1] .. ':chats:'
local call = redis.call
local lines, ids, places = P .. 'lines:' .. ARGV[1], P .. 'ids:' .. ARGV[1], P .. 'places:' .. ARGV[1]
`;

/** Keeps a line once and lets old ones go. ARGV: chat, line id, line, when, how long lines are kept. Gives its place, and whether it is new. */
export const APPEND_LINE = `${CHAT}
local known = call('HGET', ids, ARGV[2])
if known then return { tonumber(known), 0 } end
local place = call('INCR', places)
call('HSET', ids, ARGV[2], place)
call('ZADD', lines, place, ARGV[3])
while true do
  local oldest = call('ZRANGE', lines, 0, 0)[1]
  local line = cjson.decode(oldest)
  if line.at >= ARGV[4] - ARGV[5] or line.id == ARGV[2] then break end
  call('ZREM', lines, oldest)
  call('HDEL', ids, line.id)
end
call('PEXPIRE', lines, ARGV[5])
call('PEXPIRE', ids, ARGV[5])
return { place, 1 }
`;

/** ARGV: chat, place, how many at most. Gives lines with their places, in turn. */
export const LINES_SINCE = `${CHAT}
local rows = {}
local found = call('ZRANGEBYSCORE', lines, '(' .. ARGV[2], '+inf', 'WITHSCORES', 'LIMIT', 0, ARGV[3])
for n = 1, #found, 2 do rows[#rows + 1] = { found[n], found[n + 1] } end
return rows
`;

/** ARGV: chat, line id. */
export const PLACE_OF_LINE = `${CHAT}
return call('HGET', ids, ARGV[2])
`;

/** ARGV: chat. */
export const ERASE_CHAT = `${CHAT}
return call('DEL', lines, ids, places)
`;
