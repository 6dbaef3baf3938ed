/** What labels there are; which conversation has which is in `conversation_labels`, by the name. */
export interface LabelsTable {
  id: string;
  name: string;
  colour: string;
  description: string;
}
