/** Moves labels apart so that none covers another. */

/**
 * Positions near the given ones, in the same order, that are at least `gap` apart: labels that would touch form a block
 * centred on their mean, and blocks that would touch merge.
 */
export function spreadLabels(positions: readonly number[], gap: number): number[] {
  const order = positions.map((_, i) => i).sort((a, b) => (positions[a] as number) - (positions[b] as number));
  const blocks: Block[] = [];
  for (const i of order) {
    let block: Block = { members: [i], sum: positions[i] as number };
    for (let last = blocks.at(-1); last && top(last, gap) + gap > bottom(block, gap); last = blocks.at(-1)) {
      blocks.pop();
      block = { members: [...last.members, ...block.members], sum: last.sum + block.sum };
    }
    blocks.push(block);
  }
  const result = new Array<number>(positions.length).fill(0);
  for (const block of blocks) {
    block.members.forEach((i, rank) => {
      result[i] = bottom(block, gap) + rank * gap;
    });
  }
  return result;
}

interface Block {
  readonly members: readonly number[];
  /** Of the wanted positions. */
  readonly sum: number;
}

const bottom = ({ members, sum }: Block, gap: number): number =>
  sum / members.length - ((members.length - 1) * gap) / 2;
const top = (block: Block, gap: number): number => bottom(block, gap) + (block.members.length - 1) * gap;
