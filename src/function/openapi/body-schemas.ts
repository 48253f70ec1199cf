import { toJsonSchema } from '@valibot/to-json-schema';
import { confirmation, credentials, passwordChange, registration } from '../accounts/input';
import type { BodySchema } from '../http/fields';
import { listPatchBody, newListBody } from '../lists/input';
import { bulkChange, newTask, taskPatch } from '../tasks/input';

/**
 * JSON Schemas of request bodies, made from the schemas that validate them. The build evaluates this module and puts its
 * result into the bundle, so that the converter does not ship.
 */
export const bodySchemas = {
  NewTask: jsonSchemaOf(newTask),
  TaskPatch: jsonSchemaOf(taskPatch),
  NewList: jsonSchemaOf(newListBody),
  ListPatch: jsonSchemaOf(listPatchBody),
  BulkChange: jsonSchemaOf(bulkChange),
  Credentials: jsonSchemaOf(credentials),
  Registration: jsonSchemaOf(registration),
  PasswordChange: jsonSchemaOf(passwordChange),
  Confirmation: jsonSchemaOf(confirmation),
};

/** The JSON Schema of an object; its properties are the entries of the object's own schema. */
interface ObjectSchema<S extends BodySchema> {
  type: 'object';
  properties: Record<keyof S['entries'], object>;
}

function jsonSchemaOf<S extends BodySchema>(schema: S): ObjectSchema<S> {
  const { $schema: _, ...jsonSchema } = toJsonSchema(schema, {
    target: 'draft-2020-12',
    typeMode: 'input',
    // JSON Schema cannot say these; the metadata beside them says what it can.
    ignoreActions: ['check', 'raw_check', 'trim', 'finite'],
  });
  return jsonSchema as ObjectSchema<S>;
}
