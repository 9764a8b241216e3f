import { THEIRS } from "./scripts-erasing.ts";
import { SHARED } from "./scripts-shared.ts";

/** A customer's own addresses, in the order in which they came. ARGV: customer. */
export const ADDRESSES = "return redis.call('ZRANGE', KEYS[1] .. ':addresses:' .. ARGV[1], 0, -1)";

/** Gives a customer one more address, with what it last said about being written to. ARGV: customer, address, status (or empty). */
export const TAKE_ADDRESS = `${SHARED}
local addresses = P .. 'addresses:' .. ARGV[1]
call('HSETNX', P .. 'c:' .. ARGV[1], 'epoch', 0)
call('ZADD', addresses, 'NX', (call('ZRANGE', addresses, -1, -1, 'WITHSCORES')[2] or -1) + 1, ARGV[2])
if ARGV[3] ~= '' then call('HSET', P .. 'consent', ARGV[2], ARGV[3]) end
return 1
`;

/**
 * Takes an address from a customer, unless it has said something else meanwhile, which is given back to be passed on first.
 * ARGV: customer, address, whether whoever has it now lies in another partition, what they were told it last said (or empty).
 */
export const LEAVE_ADDRESS = `
if ARGV[3] == '1' then
  local said = redis.call('HGET', KEYS[1] .. ':consent', ARGV[2]) or ''
  if said ~= ARGV[4] then return said end
  redis.call('HDEL', KEYS[1] .. ':consent', ARGV[2])
end
redis.call('ZREM', KEYS[1] .. ':addresses:' .. ARGV[1], ARGV[2])
return false
`;

/** The keys of what a customer sent. ARGV: customer. */
export const KEYS_OF = `${THEIRS}
local keys = {}
theirs('i:', ARGV[1], function(row, key)
  if call('HGET', row, 'kind') ~= 'timer' then keys[#keys + 1] = key end
end)
return keys
`;

/** Knows these keys, so that a copy of what they stand for is not kept once more. ARGV: keys. */
export const KNOW_KEYS = `${SHARED}
for _, key in ipairs(ARGV) do
  if call('HSETNX', P .. 'i:' .. key, 'customer', '') == 1 then forgetBody(key) end
end
return 1
`;
