// What Node clients take from the files of the API: the operations by name, the schema, and the
// types that an interface or a union can be.

import { readFileSync, readdirSync } from "node:fs";
import { buildSchema, isAbstractType, parse, separateOperations } from "graphql";

const read = (path) => readFileSync(new URL(path, import.meta.url), "utf8");

const texts = readdirSync(new URL("operations/", import.meta.url)).map((name) => read(`operations/${name}`));

// { Feed: DocumentNode, Signup: DocumentNode, … }, each with the fragments that it uses.
export const operations = separateOperations(parse(texts.join("\n")));

export const schema = buildSchema(read("../../api/schema.graphql"));

// { Node: ["Notification", "User", …] }: without it a cache cannot tell that a Post is a Node.
export const possibleTypes = Object.fromEntries(
  Object.values(schema.getTypeMap())
    .filter(isAbstractType)
    .map((type) => [type.name, schema.getPossibleTypes(type).map(({ name }) => name)]),
);
