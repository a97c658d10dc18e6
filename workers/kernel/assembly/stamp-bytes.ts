// Bytes of stamps: letters, digits, names of months and of days. Knows no stamp.

/** What is no number. */
export const UNKNOWN: i32 = -1;

export const MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
export const WEEKDAYS = "MonTueWedThuFriSatSun";

/** Which of the names of three letters stands at `at`, from 1; 0: none of them. */
export function placeOf(at: usize, names: string): i32 {
  const letters = changetype<usize>(names);
  for (let i = 0; i < names.length; i += 3) {
    const name = letters + (<usize>i << 1);
    if (load<u8>(at) == load<u8>(name) && load<u8>(at, 1) == load<u8>(name, 2) && load<u8>(at, 2) == load<u8>(name, 4)) {
      return i / 3 + 1;
    }
  }
  return 0;
}

/** UNKNOWN if they are not all digits. */
@inline
export function fourDigits(at: usize): i32 {
  const text = load<u32>(at) ^ 0x30303030;
  if ((((text + 0x76767676) | text) & 0x80808080) != 0) return UNKNOWN;
  return (text & 15) * 1000 + ((text >> 8) & 15) * 100 + ((text >> 16) & 15) * 10 + (text >> 24);
}

@inline
export function twoDigits(at: usize): i32 {
  const tens = <u32>load<u8>(at) - 48;
  const ones = <u32>load<u8>(at, 1) - 48;
  return tens < 10 && ones < 10 ? tens * 10 + ones : UNKNOWN;
}

@inline
export function isDigit(c: u32): bool {
  return c - 48 < 10;
}

@inline
export function isCapital(c: u32): bool {
  return c - 65 < 26;
}

@inline
export function isLetter(c: u32): bool {
  return (c | 32) - 97 < 26;
}

@inline
export function isAlphanumeric(c: u32): bool {
  return isDigit(c) || isLetter(c);
}
