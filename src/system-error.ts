// What the operating system said, in words for a person. Node's own messages hold the path unescaped; these do not.

import { getSystemErrorMap } from 'node:util';

/** The system's name for an error, such as `ENOENT`; undefined if the system is not where it came from. */
export function systemCode(error: unknown): string | undefined {
  return isSystemError(error) ? error.code : undefined;
}

/** As `permission denied (EACCES)`. Whatever is no system error is a bug and is thrown on. */
export function systemMessage(error: unknown): string {
  if (!isSystemError(error)) throw error;
  const description = getSystemErrorMap().get(error.errno)?.[1] ?? 'unknown error';
  return `${description} (${error.code})`;
}

function isSystemError(error: unknown): error is Error & { readonly code: string; readonly errno: number } {
  if (!(error instanceof Error) || !('code' in error) || !('errno' in error)) return false;
  return typeof error.code === 'string' && typeof error.errno === 'number';
}
