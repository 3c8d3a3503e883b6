/** One look for all figures: colours, font and Vega-Lite configuration, on white paper or on black. */
import type { ClassifierName } from '@mnist1d/results/kinds/classification';
import type { ZooModelName } from '@mnist1d/results/kinds/zoo';
import type { Config } from 'vega-lite';

export type Theme = 'light' | 'dark';

/** What every figure function takes. */
export interface FigureOptions {
  /** Black on white, or light on black. Default: 'light'. */
  readonly theme?: Theme;
  /** Panels one below another in the place of a row, for narrow pages. Default: false. */
  readonly stacked?: boolean;
}

/**
 * matplotlib's font, as in the paper. Where it is not installed, Verdana stands in: both descend from the same widths,
 * so that a layout made for one fits the other.
 */
const fontFamily = 'DejaVu Sans, Verdana, sans-serif';

export interface Palette {
  readonly background: string;
  /** Text, axes and reference lines. */
  readonly ink: string;
  /** Frames and whatever should stand back. */
  readonly faint: string;
  /** The human's bars: a grey that no model has. */
  readonly human: string;
  readonly models: Readonly<Record<ClassifierName, string>>;
  /** The zoo's models that the paper does not have. */
  readonly others: Readonly<Record<Exclude<ZooModelName, ClassifierName>, string>>;
  /** For whatever is no model. */
  readonly hues: Readonly<Record<'red' | 'green' | 'blue' | 'orange' | 'cyan', string>>;
}

/**
 * The paper's red, green, blue and orange, moved towards those of Okabe & Ito (Color Universal Design, 2008), which stay
 * apart for colour-blind readers.
 */
export const palettes: Readonly<Record<Theme, Palette>> = {
  light: {
    background: '#ffffff',
    ink: '#000000',
    faint: '#7f7f7f',
    human: '#a6a6a6',
    models: { logistic: '#b81d24', mlp: '#009e73', cnn: '#0072b2', gru: '#de7a00' },
    others: { resnet: '#8e44ad', tcn: '#7a4b21', 'dilated-cnn': '#3fa7d6' },
    hues: { red: '#b81d24', green: '#009e73', blue: '#0072b2', orange: '#de7a00', cyan: '#3fa7d6' },
  },
  dark: {
    background: '#000000',
    ink: '#f2f2f2',
    faint: '#8c8c8c',
    human: '#8c8c8c',
    models: { logistic: '#f45d60', mlp: '#2bcc94', cnn: '#4d9fff', gru: '#ffc857' },
    others: { resnet: '#c792ff', tcn: '#d9a066', 'dilated-cnn': '#7fdbff' },
    hues: { red: '#f45d60', green: '#2bcc94', blue: '#4d9fff', orange: '#ffc857', cyan: '#7fdbff' },
  },
};

/** The models in the paper's order, by the names it prints. Those of the zoo stand in model-styles.ts. */
export const modelLabels: Readonly<Record<ClassifierName, string>> = {
  logistic: 'Logistic',
  mlp: 'MLP',
  cnn: 'CNN',
  gru: 'GRU',
};

/**
 * The palette of a theme.
 * @throws RangeError if there is no such theme.
 */
export function getPalette(theme: Theme): Palette {
  if (!Object.hasOwn(palettes, theme)) {
    throw new RangeError(`figure: theme must be 'light' or 'dark', got ${JSON.stringify(theme)}`);
  }
  return palettes[theme];
}

/** Legends side by side, centred under the figure. Vega-Lite hands this through to Vega, but its types leave it out. */
const legendLayout: object = { layout: { bottom: { anchor: 'middle', direction: 'horizontal', margin: 16 } } };

/** Vega-Lite configuration of a theme: open axes with outward ticks and no grid, as the paper's. */
export function themeConfig({ background, ink, faint }: Palette): Config {
  return {
    background,
    font: fontFamily,
    padding: 8,
    view: { stroke: null },
    axis: {
      grid: false,
      domainColor: ink,
      tickColor: ink,
      domainWidth: 1,
      tickWidth: 1,
      tickSize: 4,
      labelColor: ink,
      labelFontSize: 11,
      labelPadding: 3,
      titleColor: ink,
      titleFontSize: 12,
      titleFontWeight: 'normal',
      titlePadding: 8,
    },
    header: {
      labelColor: ink,
      labelFontSize: 11,
      titleColor: ink,
    },
    legend: {
      labelColor: ink,
      labelFontSize: 11,
      labelLimit: 0,
      titleColor: ink,
      orient: 'bottom',
      direction: 'horizontal',
      columnPadding: 16,
      offset: 14,
      symbolSize: 500,
      symbolStrokeWidth: 2,
      ...legendLayout,
    },
    title: { color: ink, subtitleColor: faint, fontSize: 13, fontWeight: 'normal' },
    text: { color: ink, fontSize: 11 },
    line: { strokeWidth: 1.75, strokeJoin: 'round', strokeCap: 'butt' },
  };
}
