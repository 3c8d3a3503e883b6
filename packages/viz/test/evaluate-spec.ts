/** What Vega makes of a specification: the warnings on the way, the marks that it draws. */
import * as vega from 'vega';
import { compile } from 'vega-lite';
import type { VegaLiteSpec } from '../src/index.ts';

export type Row = Readonly<Record<string, unknown>>;

/** Vega-Lite's warnings and errors about a specification. */
export function compileWarnings(spec: VegaLiteSpec): string[] {
  const messages: string[] = [];
  const logger = vega.logger(vega.None);
  logger.warn = (...reasons) => {
    messages.push(reasons.join(' '));
    return logger;
  };
  logger.error = logger.warn;
  compile(spec, { logger });
  return messages;
}

export interface Item {
  readonly datum: Row;
  readonly x: number;
  readonly y: number;
  /** The other end of a bar, band or rule. */
  readonly y2?: number;
  readonly height?: number;
}

/** The drawn items of the given kind of mark, in one list per mark, in the whole figure or in the group of the given name. */
export async function drawnMarks(spec: VegaLiteSpec, marktype: string, group?: string): Promise<Item[][]> {
  const view = new vega.View(vega.parse(compile(spec).spec), { renderer: 'none' });
  await view.runAsync();
  const found: Item[][] = [];
  const visit = (node: SceneNode, isInside: boolean): void => {
    const isHere = isInside || node.name === group;
    if (isHere && node.marktype === marktype && node.role === 'mark') found.push([...(node.items ?? [])]);
    for (const item of node.items ?? []) for (const child of item.items ?? []) visit(child, isHere);
  };
  visit((view.scenegraph() as unknown as { readonly root: SceneNode }).root, group === undefined);
  view.finalize();
  return found;
}

interface SceneNode {
  readonly marktype?: string;
  readonly role?: string;
  readonly name?: string;
  readonly items?: readonly (Item & { readonly items?: readonly SceneNode[] })[];
}
