/** The look of the report: on screens light or dark, on phones and on paper. Figures stay on white. */
export const reportStyle = `
:root { color-scheme: light dark; --line: #8884; --yes: #007a55; --no: #c2202a; --short: #8a6100; }
@media (prefers-color-scheme: dark) { :root { --yes: #2bcc94; --no: #ff6b6e; --short: #ffc857; } }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 66rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .5rem; }
h2 { font-size: 1.3rem; margin: 3rem 0 1rem; padding-top: 1rem; border-top: 1px solid var(--line); }
h2 small { font-weight: normal; opacity: .7; margin-left: .5rem; }
p { margin: .25rem 0; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; margin: 1rem 0; font-size: .93rem; width: 100%; }
th, td { text-align: left; padding: .35rem 1.2rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
tfoot td { font-weight: 600; border-bottom: 0; }
.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.yes, .no, .short { font-weight: 600; }
td.yes { color: var(--yes); } td.yes::before { content: '✓ '; }
td.no { color: var(--no); } td.no::before { content: '✗ '; }
td.short { color: var(--short); }
figure { margin: 1rem 0; }
.picture { background: #fff; border-radius: 6px; text-align: center; }
.picture svg { max-width: 100%; height: auto; }
figcaption { font-size: .9rem; opacity: .8; margin-top: .4rem; }
details { margin: 1rem 0; }
summary { cursor: pointer; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; font-size: .9rem; }
dd { margin: 0; overflow-wrap: anywhere; }
pre { font-size: .8rem; overflow-x: auto; }
@media (max-width: 40rem) { .picture svg { max-width: none; } dl { grid-template-columns: 1fr; } dt { font-weight: 600; } }
@media print { section { break-inside: avoid; } details::details-content { content-visibility: visible; } }
`;
