/** Descriptions stand in the JSON Schemas; the code that users load does without: they are a third of it. */
import type { Rolldown } from 'tsdown';

/** A plugin that turns `described(schema, 'text')` into `schema`. */
export function leaveOutDescriptions(): Rolldown.Plugin {
  return {
    name: 'leave-out-descriptions',
    renderChunk(code, { fileName }) {
      if (!fileName.endsWith('.js')) return null;
      const cuts: [start: number, end: number][] = [];
      const visit = (node: unknown) => {
        if (typeof node !== 'object' || node === null) return;
        const { type, callee, arguments: args, start, end } = node as Partial<Call>;
        if (type === 'CallExpression' && callee?.name === 'described' && args?.length === 2) {
          cuts.push([start as number, (args[0] as Place).start], [(args[0] as Place).end, end as number]);
        }
        for (const child of Object.values(node)) visit(child);
      };
      visit(this.parse(code));
      cuts.sort(([a], [b]) => b - a);
      return { code: cuts.reduce((text, [start, end]) => text.slice(0, start) + text.slice(end), code), map: null };
    },
  };
}

interface Place {
  readonly start: number;
  readonly end: number;
}

/** As much of a call as matters here. */
interface Call extends Place {
  readonly type: string;
  readonly callee: { readonly name?: string };
  readonly arguments: readonly Place[];
}
