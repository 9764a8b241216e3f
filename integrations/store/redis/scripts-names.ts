/** Whose name is this? ARGV: name, the customer it gets if it has none. */
export const CLAIM_NAME = `
local name = KEYS[1] .. ':owner:' .. ARGV[1]
if redis.call('SETNX', name, ARGV[2]) == 1 then return ARGV[2] end
return redis.call('GET', name)
`;

/** ARGV: name. */
export const GET_NAME = "return redis.call('GET', KEYS[1] .. ':owner:' .. ARGV[1])";

/** ARGV: name, value, for how long (0: for ever). */
export const SET_NAME = `
redis.call('SET', KEYS[1] .. ':owner:' .. ARGV[1], ARGV[2])
if ARGV[3] ~= '0' then redis.call('PEXPIRE', KEYS[1] .. ':owner:' .. ARGV[1], ARGV[3]) end
return 1
`;

/** ARGV: name, one more customer behind it. */
export const ADD_NAMES = "return redis.call('SADD', KEYS[1] .. ':owners:' .. ARGV[1], ARGV[2])";

/** ARGV: name. */
export const NAMES = "return redis.call('SMEMBERS', KEYS[1] .. ':owners:' .. ARGV[1])";

/** Forgets that a name leads to a customer; if it leads to somebody else by now, it goes on doing so. ARGV: name, customers. */
export const FORGET_NAME = `
local owner, owners = KEYS[1] .. ':owner:' .. ARGV[1], KEYS[1] .. ':owners:' .. ARGV[1]
for n = 2, #ARGV do
  if redis.call('GET', owner) == ARGV[n] then redis.call('DEL', owner) end
  redis.call('SREM', owners, ARGV[n])
end
return 1
`;

/** All that a customer's addresses said, oldest first. ARGV: customer. */
export const CONSENTS_OF = "return redis.call('LRANGE', KEYS[1] .. ':consents:' .. ARGV[1], 0, -1)";

/** What an address last said in a partition. ARGV: address. */
export const CONSENTS = "return redis.call('HGET', KEYS[1] .. ':consent', ARGV[1])";
