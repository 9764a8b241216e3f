import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { buildClientSchema, type GraphQLSchema, type IntrospectionQuery } from "graphql";

/** Shopify publishes its schemas inside this package (ISC). It is only unpacked: installed, it brings Shopify's CLI and Hydrogen. */
const PACKAGE = "@shopify/dev-mcp@1.16.0";
const SHA512 =
  "tqgRnK7sQhjew+htxtleTH23nXB5fZcsrhWgEkomsorGXvLOB2mh2upwZm8uzuTDNTZnqtLMe64yIwh6s2awtw==";

/** The Admin API as Shopify publishes it for these versions. Fetches 14 MB from the npm registry. */
export function shopifySchemas<Version extends string>(
  versions: readonly Version[],
): ReadonlyMap<Version, GraphQLSchema> {
  const folder = mkdtempSync(join(tmpdir(), "nightdesk-shopify-"));
  try {
    execFileSync("npm", ["pack", PACKAGE, "--silent", "--pack-destination", folder]);
    const archive = join(folder, "shopify-dev-mcp-1.16.0.tgz");
    const sha512 = createHash("sha512").update(readFileSync(archive)).digest("base64");
    if (sha512 !== SHA512) throw new Error(`${PACKAGE} is not the package it was: ${sha512}`);
    const files = versions.map((version) => `package/dist/data/admin_${version}.json.gz`);
    execFileSync("tar", ["xzf", archive, "-C", folder, ...files]);
    return new Map(
      versions.map((version, index) => {
        const packed = readFileSync(join(folder, files[index] ?? ""));
        const { data } = JSON.parse(gunzipSync(packed).toString("utf8")) as {
          data: IntrospectionQuery;
        }; // the hash above says what is in it
        return [version, buildClientSchema(data)];
      }),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}
