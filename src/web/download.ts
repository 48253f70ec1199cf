import type { Api, ExportDocument } from './sync/api';

/** Everything that the person has here, as one document: the arrays of all documents of the export are joined. */
export async function readExport(api: Api): Promise<ExportDocument> {
  let { document, next } = await api.exportDocument(api.everything);
  while (next !== null) {
    const more = await api.exportDocument(next);
    for (const [name, value] of Object.entries(more.document)) {
      const before = document[name];
      document = { ...document, [name]: Array.isArray(before) && Array.isArray(value) ? [...before, ...value] : value };
    }
    next = more.next;
  }
  return document;
}

/** Lets the browser save JSON as a file. */
export function saveJson(value: unknown, fileName: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([JSON.stringify(value, null, 1)], { type: 'application/json' }));
  link.download = fileName;
  link.click();
  // The browser has read the address by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
