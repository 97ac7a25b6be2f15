// node grpc.mjs PORT CERTIFICATE: one unary call; says its code and its words.
import { readFileSync } from 'node:fs';
import grpc from '@grpc/grpc-js';

const [, , port, certificate] = process.argv;
const bytes = (value) => value;
const method = {
  path: '/my.Service/Call', requestStream: false, responseStream: false,
  requestSerialize: bytes, requestDeserialize: bytes, responseSerialize: bytes, responseDeserialize: bytes,
};
const Client = grpc.makeGenericClientConstructor({ Call: method }, 'my.Service');
const client = new Client(`localhost:${port}`, grpc.credentials.createSsl(readFileSync(certificate)));
client.Call(Buffer.from('x'), (error, answer) => {
  console.log(error ? `${error.code} ${error.details}` : `0 ${answer}`);
  process.exit(0);
});
