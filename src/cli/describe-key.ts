// A key, for a person.

import type { KeySpec } from '../types.ts';

/** As it was written; what it holds of control characters is not escaped. */
export function describeKey(key: KeySpec): string {
  switch (key.kind) {
    case 'none':
      return 'none';
    case 'template':
      return key.template;
    case 'field':
      return `field ${key.field}${key.split === undefined ? '' : `, part ${key.split.part}`}`;
    case 'fields':
      return key.fields.join(', ');
  }
}
