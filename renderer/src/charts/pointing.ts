/** What a chart of recharts says while the pointer moves over it. */
interface PointerState {
  activeTooltipIndex?: number | string | null | undefined;
}

/** Handlers of a chart that tell which of its points the pointer is at, by its place among them; null = none. */
export function pointing(onPoint: (index: number | null) => void) {
  return {
    onMouseMove: ({ activeTooltipIndex }: PointerState): void => {
      const index = activeTooltipIndex === undefined || activeTooltipIndex === null ? NaN : Number(activeTooltipIndex);
      onPoint(Number.isInteger(index) && index >= 0 ? index : null);
    },
    onMouseLeave: (): void => onPoint(null),
  };
}
