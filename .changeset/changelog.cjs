/** What a CHANGELOG says of a release: the words of its changesets, without hashes, and which of our packages it takes. */
module.exports = {
  async getReleaseLine({ summary }) {
    const [first, ...rest] = summary.split('\n').map((line) => line.trimEnd());
    return [`- ${first}`, ...rest.map((line) => (line === '' ? '' : `  ${line}`))].join('\n');
  },
  async getDependencyReleaseLine(_, updated) {
    if (updated.length === 0) return '';
    return `- Takes ${updated.map(({ name, newVersion }) => `${name} ${newVersion}`).join(', ')}.`;
  },
};
