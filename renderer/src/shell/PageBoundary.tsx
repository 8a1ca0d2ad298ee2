import { Component, type ReactNode } from 'react';
import { ErrorNotice } from '../components/ErrorNotice';

/** A fault while drawing one page is shown in its place; the rest of the window goes on working. */
export class PageBoundary extends Component<{ children: ReactNode }, { error: unknown }> {
  override state: { error: unknown } = { error: null };

  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error };
  }

  override render(): ReactNode {
    if (this.state.error === null) return this.props.children;
    return <ErrorNotice error={this.state.error} retry={() => this.setState({ error: null })} />;
  }
}
