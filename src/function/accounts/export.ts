import type { Response } from 'express';
import { Invalid, type Parameter } from '../http/query';
import { isListId } from '../lists/list';
import { isTaskId } from '../tasks/task';
import { isTrashId } from '../trash/query';

/** The version of the export's format, which docs/export.md describes. The first format did not name its version. */
export const exportFormat = 2;

/**
 * Bytes of objects in one document: an invocation holds its whole answer in memory, and what is in front of it limits
 * answers. A document holds one object at least.
 */
const documentLimit = 4 * 1024 * 1024;

/** Whether a text can be the id of an object of a part, by the part's name in the document. */
const partIds = { tasks: isTaskId, lists: isListId, trash: isTrashId } as const;

type PartName = keyof typeof partIds;

/** Objects as the API shows them. */
type ExportedObject = { readonly id: string };

/** What is kept for an owner: for each part a reader that yields its objects, always in the same order, from an id on. */
export type ExportedParts = Record<PartName, (from: string | undefined) => AsyncIterable<ExportedObject[]>>;

/** The first object of a document. */
interface ExportCursor {
  readonly part: PartName;
  readonly id: string;
}

const cursor: Parameter<ExportCursor> = {
  schema: { type: 'string' },
  read(text) {
    const colon = text.indexOf(':');
    const [part, id] = [text.slice(0, colon), text.slice(colon + 1)];
    return isPart(part) && partIds[part](id)
      ? { part, id }
      : new Invalid('is not a cursor that a Link header of the export gave');
  },
};

function isPart(name: string): name is PartName {
  return Object.keys(partIds).includes(name);
}

/** The parameters of `GET /api/users/me/export`. */
export const exportQuery = { cursor };

/** Sends the document that begins at a cursor, or the first one. `address` is the export's own, for the link to the next. */
export async function sendExport(
  res: Response,
  user: object,
  parts: ExportedParts,
  address: string,
  from: ExportCursor | undefined,
): Promise<void> {
  const { objects, next } = await readDocument(parts, from);
  const nextAddress = next && `${address}?cursor=${encodeURIComponent(`${next.part}:${next.id}`)}`;
  const head = JSON.stringify({ formatVersion: exportFormat, user, exportedAt: new Date().toISOString() }).slice(0, -1);
  const lists = Object.entries(objects).map(
    ([name, texts]) => `,"${name}":[${texts.length > 0 ? `\n${texts.join(',\n')}\n` : ''}]`,
  );
  const body = Buffer.from(`${head}${lists.join('')},"next":${JSON.stringify(nextAddress ?? null)}}\n`);
  res.statusCode = 200;
  res.setHeader('Content-Type', 'application/json; charset=utf-8');
  res.setHeader('Content-Disposition', 'attachment; filename="tasks.json"');
  res.setHeader('Content-Length', body.length);
  if (nextAddress) res.setHeader('Link', `<${nextAddress}>; rel="next"`);
  res.end(res.req.method === 'HEAD' ? undefined : body);
}

/** The JSON of the objects of one document, part by part, and the first object of the next. */
async function readDocument(
  parts: ExportedParts,
  from: ExportCursor | undefined,
): Promise<{ objects: Record<PartName, string[]>; next: ExportCursor | undefined }> {
  const objects: Record<PartName, string[]> = { tasks: [], lists: [], trash: [] };
  let bytes = 0;
  const names = Object.keys(parts).filter(isPart);
  for (const part of from ? names.slice(names.indexOf(from.part)) : names) {
    for await (const page of parts[part](part === from?.part ? from.id : undefined)) {
      for (const object of page) {
        const text = JSON.stringify(object);
        const size = Buffer.byteLength(text);
        if (bytes > 0 && bytes + size > documentLimit) return { objects, next: { part, id: object.id } };
        objects[part].push(text);
        bytes += size;
      }
    }
  }
  return { objects, next: undefined };
}
