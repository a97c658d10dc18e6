// What a byte is, by one look into a table. Knows no text.

export const DIGIT: u32 = 1;
export const LETTER: u32 = 2;
/** A letter, a digit, `_`. */
export const WORD_BYTE: u32 = 4;
/** Of the names of keys and ports: that, or `-`. */
export const KEY_BYTE: u32 = 8;
/** Of an address: a hexadecimal digit, a colon, a point. */
export const ADDRESS_BYTE: u32 = 16;
/** What may stand behind a host. */
export const BEHIND_HOST: u32 = 32;
export const BLANK_BYTE: u32 = 64;

const sets = memory.data(256, 16);

function enter(first: i32, last: i32, set: u32): void {
  for (let byte = first; byte <= last; byte++) store<u8>(sets + byte, load<u8>(sets + byte) | <u8>set);
}

enter(48, 57, DIGIT | WORD_BYTE | KEY_BYTE | ADDRESS_BYTE); // 0 to 9
enter(65, 90, LETTER | WORD_BYTE | KEY_BYTE); // A to Z
enter(97, 122, LETTER | WORD_BYTE | KEY_BYTE); // a to z
enter(65, 70, ADDRESS_BYTE); // A to F
enter(97, 102, ADDRESS_BYTE); // a to f
enter(95, 95, WORD_BYTE | KEY_BYTE); // _
enter(45, 45, KEY_BYTE); // -
enter(58, 58, ADDRESS_BYTE); // :
enter(46, 46, ADDRESS_BYTE); // .
enter(32, 32, BLANK_BYTE | BEHIND_HOST);
enter(9, 9, BLANK_BYTE | BEHIND_HOST); // tab
enter(40, 41, BEHIND_HOST); // ( )
enter(44, 44, BEHIND_HOST); // ,
enter(47, 47, BEHIND_HOST); // /
enter(59, 59, BEHIND_HOST); // ;

/** Whether the byte at `at` is of one of the sets. */
@inline
export function isAt(at: usize, set: u32): bool {
  return ((<u32>load<u8>(sets + <usize>load<u8>(at))) & set) != 0;
}

/** The end of the run of bytes of the set that begins at `at`. */
export function spanEnd(at: usize, end: usize, set: u32): usize {
  while (at < end && isAt(at, set)) at++;
  return at;
}
