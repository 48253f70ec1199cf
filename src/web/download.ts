import { type Api, nextLink } from './sync/api';

/** Everything that is kept for a person, by name. */
type ExportDocument = Record<string, unknown>;

/** The address of the first document with everything that the person has here. */
export const everythingOf = (api: Api): string => `${api.base}/users/me/export`;

/** Everything that the person has here, as one document: the arrays of all documents of the export are joined. */
export async function readExport(api: Api): Promise<ExportDocument> {
  const document: ExportDocument = {};
  for (let url: string | null = everythingOf(api); url !== null; ) {
    const response = await api.call(url);
    const part: ExportDocument = await response.json();
    for (const [name, value] of Object.entries(part)) {
      const before = document[name];
      document[name] = Array.isArray(before) && Array.isArray(value) ? [...before, ...value] : value;
    }
    url = nextLink(response.headers.get('link'), url);
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
