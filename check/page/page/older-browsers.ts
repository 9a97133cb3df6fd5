/**
 * Functions used by our code and libraries that the oldest browsers of `pageTargets` lack: `Object.hasOwn` (Chrome 93,
 * Firefox 92, Safari 15.4) and `Array.prototype.at` (Chrome 92, Firefox 90, Safari 15.4). Imported first.
 */
const object = Object as { hasOwn?: (target: object, name: PropertyKey) => boolean };
object.hasOwn ??= (target, name) => Object.prototype.hasOwnProperty.call(target, name);

const array = Array.prototype as { at?: (this: readonly unknown[], index: number) => unknown };
array.at ??= function at(index) {
  return this[index < 0 ? this.length + index : index];
};
