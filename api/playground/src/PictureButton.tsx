import { ToolbarButton, useGraphiQL } from "@graphiql/react";
import { getOperationAST, Kind, type TypeNode } from "graphql";
import { useRef, type ChangeEvent } from "react";
import { attach } from "./attachments";
import { PictureIcon } from "./icons";
import { say } from "./session";

/** Picks pictures, and writes references to them into the operation's variable of type Upload. */
export function PictureButton() {
  const input = useRef<HTMLInputElement>(null);
  const { documentAST, operationName, variableEditor } = useGraphiQL((state) => ({
    documentAST: state.documentAST,
    operationName: state.operationName,
    variableEditor: state.variableEditor,
  }));

  const pick = (event: ChangeEvent<HTMLInputElement>) => {
    const references = attach(event.currentTarget.files ?? []);
    event.currentTarget.value = "";
    const operation = documentAST && getOperationAST(documentAST, operationName);
    const upload = operation?.variableDefinitions?.find(({ type }) => isUpload(type));
    if (!upload || !variableEditor) {
      say("This operation has no variable of type Upload for an image.");
      return;
    }
    const variables = JSON.parse(variableEditor.getValue() || "{}") as Record<string, unknown>;
    variables[upload.variable.name.value] = isList(upload.type) ? references : references[0];
    variableEditor.setValue(JSON.stringify(variables, null, 2));
    say(`Attached ${references.join(", ")}`);
  };

  return (
    <>
      <ToolbarButton label="Attach images" onClick={() => input.current?.click()}>
        <PictureIcon />
      </ToolbarButton>
      <input ref={input} type="file" accept="image/*" multiple hidden onChange={pick} />
    </>
  );
}

function isUpload(type: TypeNode): boolean {
  return type.kind === Kind.NAMED_TYPE ? type.name.value === "Upload" : isUpload(type.type);
}

function isList(type: TypeNode): boolean {
  if (type.kind === Kind.NON_NULL_TYPE) return isList(type.type);
  return type.kind === Kind.LIST_TYPE;
}
