export { handler } from "../../../function/src/handler";
