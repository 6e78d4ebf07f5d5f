// Compiled, never run: what the types promise, and what they must refuse.

import * as ffo from '..';

using text = new ffo.String('x');
const shared: string = text.toString();
const strings: ffo.Strings = ffo.String.many(['a', shared]);
const first: string | null | undefined = strings.at(0);

const Point = new ffo.Struct<{ x: number; name: string | null }>('point', { x: 'int', name: ffo.String });
const point = new ffo.Box(Point, { x: 1, name: 'p' });
point.fields.x += 1;
// @ts-expect-error: no such field
point.fields.y;

const vec = new ffo.Vec(Float64Array, [1, 2]);
const sum: number = vec.view((array: Float64Array) => array[0] ?? 0);
// @ts-expect-error: a vec of doubles takes no BigInt
vec.push(1n);
new ffo.Vec(BigInt64Array, [1n]).push(2n);

const points = new ffo.StructVec(Point, [point]);
const names: (string | null)[] = [...points].map((one) => one.name);
const taken: ffo.Box<{ x: number; name: string | null }> = points.take(0);
points.put(0, 'name', null);
// @ts-expect-error: no such field
points.takeField(0, 'y');
// @ts-expect-error: a vec of structs takes boxes
points.push({ x: 1, name: null });
const lent = ffo.Handle.fromNumber<typeof points>(Point.vec, 1n);
const x: number | undefined = lent.borrow((borrow) => borrow.elements[0]?.x);

const handle = new ffo.Handle(vec);
const array: Float64Array = handle.borrow((borrow) => borrow.array);
const back: ffo.Vec<Float64Array> = handle.intoOwner();
const config = ffo.Handle.fromNumber<ffo.Config>(ffo.Config, 1n);
config.borrowMut((borrow) => { borrow.fields.timeoutMs = 5; });
const adopted: { a: number } = ffo.Handle.adopt({ a: 1 }, (object) => { object.a = 2; }).intoOwner();
const awaited: Promise<number> = ffo.withOwner(back, async (owner) => owner.length);

try {
  text.close();
} catch (error) {
  if (error instanceof ffo.MisuseError && error.name === 'FFO_E_DOUBLE_FREE') throw error.pointer;
}
// @ts-expect-error: no such policy
ffo.setPolicy('shout');
export { first, names, taken, x, sum, array, adopted, awaited };
