"""The server that is written by hand where there is none: FastAPI on uvicorn, onnxruntime below, named rows as JSON.

    MODEL=model.onnx COLUMNS='["f0", ...]' python -m uvicorn serve:app --port PORT

One process and the defaults of all three. Rows come and go as with the server of a bundle: a list of objects of column and value, and a
list of objects with prediction and scores.
"""

import json
import os

import numpy as np
import onnxruntime as ort
from fastapi import FastAPI, Request

columns = json.loads(os.environ["COLUMNS"])
session = ort.InferenceSession(os.environ["MODEL"], providers=["CPUExecutionProvider"])
name = session.get_inputs()[0].name
output = next(one.name for one in session.get_outputs() if "float" in one.type)
app = FastAPI()


@app.post("/predict")
async def predict(request: Request):
    rows = await request.json()
    table = np.array([[np.nan if row[column] is None else row[column] for column in columns] for row in rows], dtype=np.float32)
    scores = session.run([output], {name: table})[0]
    best = scores.argmax(axis=1)
    return [
        {"prediction": int(label), "scores": {str(index): float(score) for index, score in enumerate(row)}}
        for label, row in zip(best, scores)
    ]
