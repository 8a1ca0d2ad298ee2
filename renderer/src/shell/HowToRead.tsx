import { lazy, Suspense } from 'react';
import { useReadingQuestion } from '../state/howToRead';

const ReadingForm = lazy(async () => ({ default: (await import('../pages/data/reading/ReadingForm')).ReadingForm }));

/** The form that says how data are read, while it is asked for (`askHowToRead`) from wherever. */
export function HowToRead() {
  const question = useReadingQuestion();
  if (!question) return null;
  return (
    <Suspense fallback={null}>
      <ReadingForm key={JSON.stringify([question.paths, question.options, question.error])} question={question} />
    </Suspense>
  );
}
