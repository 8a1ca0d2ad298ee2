import { TextInput } from '@mantine/core';
import { useState } from 'react';
import type { ProjectView } from '../../../app/api/schemas/projects';
import { useProjectCall } from '../state/project';

/** The project's name; a click makes it editable in place. */
export function ProjectName({ project }: { project: ProjectView }) {
  const [draft, setDraft] = useState<string | null>(null);
  const rename = useProjectCall((client, name: string) => client['projects.rename']({ project: project.project, name }));

  if (draft === null) {
    return (
      <button
        type="button"
        className="project-name"
        onClick={() => setDraft(project.name)}
        aria-label={`Project: ${project.name}; rename`}
        title={`${project.project}\nClick to rename`}
      >
        {project.name}
      </button>
    );
  }
  const finish = (): void => {
    const name = draft.trim();
    if (name !== '' && name !== project.name) rename.mutate(name);
    setDraft(null);
  };
  return (
    <TextInput
      aria-label="Project name"
      value={draft}
      autoFocus
      maxLength={120}
      w="var(--width-15)"
      onChange={(event) => setDraft(event.currentTarget.value)}
      onFocus={(event) => event.currentTarget.select()}
      onBlur={finish}
      onKeyDown={(event) => {
        if (event.key === 'Enter') finish();
        if (event.key === 'Escape') {
          event.stopPropagation();
          setDraft(null);
        }
      }}
    />
  );
}
