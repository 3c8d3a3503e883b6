/** Which classes are taken for which: a table whose cells are as dark as they are full. */

export interface ConfusionMatrixProps {
  readonly labels: ArrayLike<number>;
  readonly predicted: ArrayLike<number>;
  readonly classes: number;
  readonly caption: string;
}

export function ConfusionMatrix({ labels, predicted, classes, caption }: ConfusionMatrixProps) {
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let row = 0; row < labels.length; row++) {
    const counted = counts[labels[row] as number] as number[];
    counted[predicted[row] as number] = (counted[predicted[row] as number] as number) + 1;
  }
  const names = [...counts.keys()];
  return (
    <table class="confusion">
      <caption>{caption}</caption>
      <thead>
        <tr>
          <td />
          {names.map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {counts.map((row, label) => {
          const sum = Math.max(
            1,
            row.reduce((a, b) => a + b, 0),
          );
          return (
            <tr key={names[label]}>
              <th scope="row">{label}</th>
              {row.map((count, guess) => {
                const share = count / sum;
                return (
                  <td key={names[guess]} class={label === guess ? 'right' : 'wrong'} style={{ '--share': share }}>
                    {count || ''}
                  </td>
                );
              })}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
