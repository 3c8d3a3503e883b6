/** The root of an element's own tree: its styles, and its theme, which is the attribute `theme` or else the system's. */
import { type ReadonlySignal, signal } from '@preact/signals';
import controls from './controls/controls.css?inline';
import type { Theme } from './experiments/messages.ts';
import race from './race/race.css?inline';
import rest from './style.css?inline';
import colours from './theme.css?inline';

export interface ThemedRoot {
  /** Where the element renders. */
  readonly place: HTMLElement;
  readonly theme: ReadonlySignal<Theme>;
  /** After the attribute has changed. */
  paint(): void;
  close(): void;
}

export function openThemedRoot(element: HTMLElement): ThemedRoot {
  const root = element.shadowRoot ?? element.attachShadow({ mode: 'open' });
  const style = document.createElement('style');
  style.textContent = colours + controls + race + rest;
  const place = document.createElement('div');
  place.className = 'root';
  root.replaceChildren(style, place);
  const prefersDark = matchMedia('(prefers-color-scheme: dark)');
  const theme = signal<Theme>('light');
  const paint = () => {
    const given = element.getAttribute('theme');
    theme.value = given === 'light' || given === 'dark' ? given : prefersDark.matches ? 'dark' : 'light';
    place.dataset.theme = theme.value;
  };
  paint();
  prefersDark.addEventListener('change', paint);
  return { place, theme, paint, close: () => prefersDark.removeEventListener('change', paint) };
}
