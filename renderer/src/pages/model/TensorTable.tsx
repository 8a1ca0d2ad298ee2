import type { TensorInfo } from '../../../../app/api/schemas/models';

export function shapeText(shape: TensorInfo['shape']): string {
  if (shape === null) return 'not stated';
  return `[${shape.map((dimension) => dimension ?? '?').join(', ')}]`;
}

export function TensorTable({ label, tensors }: { label: string; tensors: TensorInfo[] }) {
  return (
    <div
      className="scroll-x"
      style={{ maxHeight: 'var(--width-24)', overflowY: 'auto' }}
      tabIndex={0}
      role="region"
      aria-label={label}
    >
      <table className="plain">
        <thead>
          <tr>
            <th>Name</th>
            <th>Type</th>
            <th>Shape</th>
            <th>Kind</th>
          </tr>
        </thead>
        <tbody>
          {tensors.map(({ name, type, shape, kind }) => (
            <tr key={name}>
              <td className="mono">{name}</td>
              <td>{type}</td>
              <td className="mono">{shapeText(shape)}</td>
              <td className="soft">{kind}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
