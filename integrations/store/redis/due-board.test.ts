import { describe, expect, it } from "@jest/globals";
import { type Due, dueBoard } from "./due-board.ts";
import { DESK, partitionOf } from "./partitions.ts";

const freja = partitionOf("freja");

function due(version: number, turn: number | undefined): Due {
  return { version, turn, urgent: undefined, patient: undefined };
}

describe("what a process knows about who is due", () => {
  it("is what Redis said last, even if an older answer comes later", () => {
    const board = dueBoard();
    board.note(freja, due(2, 500));
    board.note(freja, due(1, 100));
    expect(board.nextAt("turn")).toBe(500);
  });

  it("is believed anew after a failover took the last answers back", () => {
    const board = dueBoard();
    board.note(freja, due(9, 500));
    board.forgetVersions();
    board.note(freja, due(3, 100));
    expect(board.nextAt("turn")).toBe(100);
  });

  it("is the sooner of what it knows and what another process says", () => {
    const board = dueBoard();
    board.note(freja, due(1, 500));
    expect(board.hint(freja, "turn", 900)).toBe(false);
    expect(board.hint(freja, "turn", 100)).toBe(true);
    expect(board.hint(DESK, "urgent", 50)).toBe(true);
    expect(board.nextAt("turn")).toBe(100);
    expect(board.nextAt("turn", "urgent", "patient")).toBe(50);
  });

  it("leads first to whoever has waited longest", () => {
    const board = dueBoard();
    board.note(freja, due(1, 500));
    board.note(DESK, due(1, 400));
    expect(board.where("turn", 450)).toEqual([DESK]);
    expect(board.where("turn", 500)).toEqual([DESK, freja]);
    expect(board.where("urgent", 500)).toEqual([]);
  });
});
