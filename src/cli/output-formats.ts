// What a file that is written can be, by its extension. Names only: nothing is loaded that writes one.

import type { DiffFormat } from '../render/diff-renderers.ts';
import type { PrintFormat } from '../render/renderer.ts';

export const reportFormats: Readonly<Record<string, PrintFormat>> = {
  '.txt': 'text',
  '.json': 'json',
  '.ndjson': 'ndjson',
  '.csv': 'csv',
};

/** Of a comparison. */
export const diffFormats: Readonly<Record<string, DiffFormat>> = { '.txt': 'text', '.json': 'json', '.csv': 'csv' };
