/** A control for one setting: a slider with a number, a choice or a switch. */
import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import { type Control, type NumberControl, objectionTo, type Value } from '../state/controls.ts';

export interface ControlFieldProps {
  readonly name: string;
  readonly control: Control;
  readonly value: Value;
  onChange(value: Value): void;
}

export function ControlField({ name, control, value, onChange }: ControlFieldProps) {
  const id = useId();
  return (
    <div class="field" data-control={name}>
      <label for={id} title={control.meaning}>
        {control.label}
      </label>
      <Input id={id} name={name} control={control} value={value} onChange={onChange} />
    </div>
  );
}

type InputProps<C extends Control> = ControlFieldProps & { readonly id: string; readonly control: C };

function Input({ id, name, control, value, onChange }: InputProps<Control>) {
  if (control.kind === 'choice')
    return (
      <select id={id} value={String(value)} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
        {control.choices.map((choice) => (
          <option key={choice} value={choice}>
            {choice}
          </option>
        ))}
      </select>
    );
  if (control.kind === 'switch')
    return (
      <input
        id={id}
        type="checkbox"
        checked={value === true}
        onChange={({ currentTarget }) => onChange(currentTarget.checked)}
      />
    );
  return <NumberInput id={id} name={name} control={control} value={value} onChange={onChange} />;
}

function NumberInput({ id, name, control, value, onChange }: InputProps<NumberControl>) {
  /** What is being typed: what is drawn anew meanwhile leaves it alone. */
  const draft = useSignal<string | undefined>(undefined);
  const take = (next: number) => {
    if (objectionTo(name, control, next) === undefined) onChange(next);
  };
  const isSlider = control.max <= 100_000;
  return (
    <>
      {isSlider && (
        <input
          type="range"
          aria-label={`${control.label}, slider`}
          min={toSlider(control, control.min)}
          max={toSlider(control, control.max)}
          step={control.isLogarithmic || control.step === 0 ? 'any' : control.step}
          value={toSlider(control, Number(value))}
          onInput={({ currentTarget }) => take(fromSlider(control, Number(currentTarget.value)))}
        />
      )}
      <input
        id={id}
        type="number"
        min={control.min}
        max={control.max}
        step={control.step === 1 ? 1 : 'any'}
        value={draft.value ?? Number(value)}
        onInput={({ currentTarget }) => {
          draft.value = currentTarget.value;
        }}
        onChange={({ currentTarget }) => {
          draft.value = undefined;
          take(currentTarget.valueAsNumber);
        }}
        onBlur={() => {
          draft.value = undefined;
        }}
      />
    </>
  );
}

function toSlider({ isLogarithmic, min }: NumberControl, value: number): number {
  return isLogarithmic ? Math.log10(Math.max(min, value)) : value;
}

/** Two digits, or whole numbers, of where a slider stands. */
function fromSlider({ isLogarithmic, step, min, max }: NumberControl, position: number): number {
  if (!isLogarithmic) return Number(position.toFixed(4));
  const value = Number((10 ** position).toPrecision(2));
  return Math.min(max, Math.max(min, step === 1 ? Math.round(value) : value));
}
