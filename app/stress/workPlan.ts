/** How many passes over the table are still to come, stage by stage: what a stage really takes replaces what was expected of it. */
export class WorkPlan {
  readonly #left = new Map<string, number>();

  expect(stage: string, passes: number): void {
    this.#left.set(stage, passes);
  }

  did(stage: string): void {
    this.#left.set(stage, Math.max(0, (this.#left.get(stage) ?? 0) - 1));
  }

  end(stage: string): void {
    this.#left.delete(stage);
  }

  get left(): number {
    let sum = 0;
    for (const passes of this.#left.values()) sum += passes;
    return sum;
  }
}
