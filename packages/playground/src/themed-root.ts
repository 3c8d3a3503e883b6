/** The root of an element's own tree: its styles, and its theme, which is the attribute `theme` or else the system's. */
import type { Theme } from './experiments/messages.ts';
import styles from './style.css?inline';

export interface ThemedRoot {
  /** Where the element renders. */
  readonly place: HTMLElement;
  theme(): Theme;
  /** After the attribute has changed. */
  paint(): void;
  close(): void;
}

/** @param onTheme is told when the theme may be another */
export function openThemedRoot(element: HTMLElement, onTheme: () => void = () => {}): ThemedRoot {
  const root = element.shadowRoot ?? element.attachShadow({ mode: 'open' });
  const style = document.createElement('style');
  style.textContent = styles;
  const place = document.createElement('div');
  place.className = 'root';
  root.replaceChildren(style, place);
  const prefersDark = matchMedia('(prefers-color-scheme: dark)');
  const theme = () => (element.getAttribute('theme') ?? (prefersDark.matches ? 'dark' : 'light')) as Theme;
  const paint = () => {
    place.dataset.theme = theme();
    onTheme();
  };
  place.dataset.theme = theme();
  prefersDark.addEventListener('change', paint);
  return { place, theme, paint, close: () => prefersDark.removeEventListener('change', paint) };
}
