/**
 * A function of one object that works out each answer once, as long as the object lives. For what is asked again and again of
 * the same large thing that never changes: the reference that every window is held against.
 */
export function remembered<Key extends object, Value>(workOut: (key: Key) => Value): (key: Key) => Value {
  const known = new WeakMap<Key, { value: Value }>();
  return (key) => {
    const there = known.get(key);
    if (there) return there.value;
    const value = workOut(key);
    known.set(key, { value });
    return value;
  };
}
