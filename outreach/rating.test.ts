import { describe, expect, it } from "@jest/globals";
import { ratingIn } from "./rating.ts";

describe("an answer to one question from 1 to 5", () => {
  it.each([
    ["4", 4, ""],
    [" 5! ", 5, ""],
    ["five stars", 5, ""],
    ["3/5", 3, ""],
    ["2 out of 5, box was crushed", 2, "box was crushed"],
    ["1. never again", 1, "never again"],
    ["I'd say 4 because it came late", 4, "because it came late"],
    ["it's a 5", 5, ""],
    ["👍", 5, ""],
    ["👎🏽 too late", 1, "too late"],
    ["thumbs down", 1, ""],
  ])("is read in %j", (text, rating, comment) => {
    expect(ratingIn(text)).toEqual({ rating, comment });
  });

  it.each([
    "2 gloves are missing",
    "where is 1042",
    "10",
    "6",
    "5 days late",
    "one glove is missing",
    "no",
    "",
  ])("is not read into %j", (text) => {
    expect(ratingIn(text)).toBeUndefined();
  });
});
