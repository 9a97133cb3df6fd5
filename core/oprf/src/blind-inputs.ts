import type { Bytes } from '@etanche/core-wire';
import { blind } from './blind.ts';
import { combineAndFinalize, type VaultAnswer } from './combine.ts';
import type { Element, Group, Random } from './group.ts';

/**
 * Blinds inputs on some engine, perhaps on another thread, where the blinds then stay.
 *
 * @throws OprfError as `blind`; `engine_unavailable` if the thread has ended
 */
export type BlindInputs = (inputs: readonly Bytes[]) => Promise<BlindedInputs>;

/** Blinded inputs, for one evaluation. */
export type BlindedInputs = {
  /** The elements to send, in the order of the inputs. */
  readonly elements: readonly Element[];
  /**
   * Returns 64 bytes for each input, from the verified answers of as many vaults as the threshold, and deletes the
   * blinds.
   *
   * @throws OprfError as `combineAndFinalize`; `input_invalid` without blinds
   */
  finalize(answers: readonly VaultAnswer[]): Promise<Bytes[]>;
  /** Deletes the blinds, if they were not used. */
  forget(): void;
};

/** Blinds on this thread. */
export function blindInputsOn(group: Group, random: Random): BlindInputs {
  return (inputs) => {
    const { blinds, elements } = blind(group, inputs, random);
    const forget = (): void => {
      for (const each of blinds.splice(0)) each.fill(0);
    };
    return Promise.resolve({
      elements,
      forget,
      finalize: (answers) => {
        const outputs = combineAndFinalize(group, inputs, blinds, answers);
        forget();
        return Promise.resolve(outputs);
      },
    });
  };
}
