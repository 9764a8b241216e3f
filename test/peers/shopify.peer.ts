import { beforeAll, describe, expect, it } from "@jest/globals";
import {
  buildSchema,
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  NoDeprecatedCustomRule,
  parse,
  specifiedRules,
  validate,
} from "graphql";
import * as changeQueries from "../../integrations/commerce/shopify/change-queries.ts";
import * as orderQueries from "../../integrations/commerce/shopify/order-queries.ts";
import * as queries from "../../integrations/commerce/shopify/queries.ts";
import { SHOPIFY_SCHEMA } from "../fakes/shopify.ts";
import { shopifySchemas } from "./shopify-schema.ts";

const VERSIONS = ["2026-07", "2026-10"] as const;
const QUESTIONS = Object.entries({ ...queries, ...orderQueries, ...changeQueries }).flatMap(
  ([name, value]) =>
    typeof value === "string" && name !== "CONTACT" ? [[name, value as string] as const] : [],
);

let schemas: ReturnType<typeof shopifySchemas<(typeof VERSIONS)[number]>>;

beforeAll(() => {
  schemas = shopifySchemas(VERSIONS);
}, 120_000);

describe.each(VERSIONS)("Shopify's Admin API, version %s", (version) => {
  it.each(QUESTIONS)("understands %s, and deprecates nothing in it", (_, question) => {
    const schema = schemas.get(version);
    const mistakes = schema
      ? validate(schema, parse(question), [...specifiedRules, NoDeprecatedCustomRule])
      : ["no such version"];
    expect(mistakes).toEqual([]);
  });

  it("has everything that our Shopify of the tests has, with the same types", () => {
    const real = schemas.get(version);
    const strays = real ? strayParts(buildSchema(SHOPIFY_SCHEMA), real) : ["no such version"];
    expect(strays).toEqual([]);
  });
});

/** Each type, field, argument and value of `ours` that is not in `real`, or not so. */
function strayParts(ours: GraphQLSchema, real: GraphQLSchema): string[] {
  return Object.values(ours.getTypeMap())
    .filter(({ name }) => !name.startsWith("__"))
    .flatMap((type) => {
      const known = new Set(partsOf(real.getType(type.name)));
      return partsOf(type).filter((part) => !known.has(part));
    });
}

function partsOf(type: GraphQLNamedType | undefined): string[] {
  if (type === undefined) return [];
  if (isEnumType(type)) return type.getValues().map(({ name }) => `${type.name}.${name}`);
  if (isInputObjectType(type)) {
    return Object.values(type.getFields()).map(
      (field) => `${type.name}.${field.name}: ${field.type}`,
    );
  }
  if (isObjectType(type) || isInterfaceType(type)) {
    return Object.values(type.getFields()).flatMap((field) => [
      `${type.name}.${field.name}: ${field.type}`,
      ...field.args.map(
        (argument) => `${type.name}.${field.name}(${argument.name}: ${argument.type})`,
      ),
    ]);
  }
  return [type.name];
}
