// JSON documents that notice when a byte of them has changed: their last field is the SHA-256 of the document without
// it. Any reader of JSON reads them; only this one sees to it that they are as they were written.

import { createHash } from 'node:crypto';

/** `value` as a document of one line. */
export function sealJson(value: object): string {
  const body = JSON.stringify(value);
  return `${body.slice(0, -1)}${sealOf(body)}`;
}

/** What was sealed; undefined if it is not what was written. */
export function unsealJson(document: string): unknown {
  const body = `${document.slice(0, -sealLength)}}`;
  return document.length > sealLength && document.endsWith(sealOf(body)) ? JSON.parse(body) : undefined;
}

function sealOf(body: string): string {
  return `,"sha256":"${createHash('sha256').update(body).digest('hex')}"}\n`;
}

const sealLength = sealOf('').length;
