import { DOC_EXPLORER_PLUGIN } from "@graphiql/plugin-doc-explorer";
import { explorerPlugin } from "@graphiql/plugin-explorer";
import { GraphiQL, HISTORY_PLUGIN } from "graphiql";
import { ExamplesMenu } from "./ExamplesMenu";
import { examples } from "./examples";
import { fetcher } from "./fetcher";
import { Header } from "./Header";
import { PictureButton } from "./PictureButton";
import { SystemTheme } from "./SystemTheme";

const PLUGINS = [explorerPlugin(), HISTORY_PLUGIN];
// What GraphiQL keeps the open pane under; absent on a first visit alone.
const firstVisit = localStorage.getItem("graphiql:visiblePlugin") === null;

export function Playground() {
  return (
    <div className="playground graphiql-container">
      <Header />
      <GraphiQL
        fetcher={fetcher}
        plugins={PLUGINS}
        visiblePlugin={firstVisit ? DOC_EXPLORER_PLUGIN : undefined}
        defaultTabs={examples}
        defaultEditorToolsVisibility="variables"
        onEditOperationName={nameThePage}
        schemaDescription
        inputValueDeprecation
      >
        <GraphiQL.Logo>
          <></>
        </GraphiQL.Logo>
        <GraphiQL.Toolbar>
          {({ prettify, merge, copy }) => (
            <>
              {prettify}
              {merge}
              {copy}
              <PictureButton />
              <ExamplesMenu />
              <SystemTheme />
            </>
          )}
        </GraphiQL.Toolbar>
      </GraphiQL>
    </div>
  );
}

/** The browser's own tabs and history then tell one operation from another. */
function nameThePage(operation: string) {
  document.title = `${operation} · Social graph`;
}
