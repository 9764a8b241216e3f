/**
 * Whether somebody says that a parcel never reached them, rather than that something is wrong with what came. Then
 * `orderStatus` with `about: "not_received"` gives the first step: look around, ask the neighbours. English.
 */
export function saysNotReceived(text: string): boolean {
  const plain = text.toLowerCase().replaceAll(/['\u2019]/g, "");
  return NOT_RECEIVED.some((pattern) => pattern.test(plain));
}

const NOT_RECEIVED: readonly RegExp[] = [
  /\b(never|not|didnt|hasnt|havent|hadnt|isnt|no) (\w+ )?(received?|arrived?|got(ten)?|get|come|came|show(ed|n)? up|turn(ed)? up|here|there|at my door|seen)\b/,
  /\b(cant|cannot|couldnt|could not|can not) find (it|the|my|any)\b/,
  /\b(dont|do not|didnt|did not) (have|see) (it|the (parcel|package|box|order)|my (parcel|package|order)|any|anything)\b/,
  /\b(says?|said|marked|shows?|shown|showing)( as| its| it was| it is)? delivered,? but\b/,
  /\b(nowhere to be (found|seen)|no (parcel|package|box) (here|at|outside|anywhere)|nothing (here|arrived|came|at my door|outside)|stolen|someone took)\b/,
];
