#!/usr/bin/env python3
"""Records scikit-learn.json: what scikit-learn gives for MNIST-1D where ours has an implementation of its own.

Run:  mnist1d dataset --out mnist1d.npz && python3 scikit-learn.py mnist1d.npz > scikit-learn.json     (Debian 12: python3-sklearn)
"""
import json
import sys
import warnings

import numpy as np
import sklearn
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.manifold import TSNE
from sklearn.manifold._t_sne import _joint_probabilities_nn
from sklearn.neighbors import KNeighborsClassifier, NearestNeighbors
from sklearn.preprocessing import StandardScaler

warnings.filterwarnings("ignore")
data = np.load(sys.argv[1])
x, y, x_test, y_test = (data[name] for name in ("x", "y", "x_test", "y_test"))


def percent(classifier, train, test):
    return round(100 * classifier.fit(train, y).score(test, y_test), 1)


def divergence(points, metric, **start):
    """Of scikit-learn's embedding, exact: kl_divergence_ has the tree's normaliser."""
    embedding = TSNE(metric=metric, learning_rate="auto", **start).fit_transform(points).astype(float)
    distances = NearestNeighbors(n_neighbors=91, metric=metric).fit(points).kneighbors_graph(mode="distance")
    distances.data **= 2
    p = _joint_probabilities_nn(distances, 30, 0).tocoo()
    q = 1 / (1 + ((embedding[:, None] - embedding[None]) ** 2).sum(-1))
    np.fill_diagonal(q, 0)
    has = p.data > 0
    return (p.data[has] * np.log(p.data[has] * q.sum() / q[p.row[has], p.col[has]])).sum()


scaler = StandardScaler().fit(x)
result = {
    "version": sklearn.__version__,
    "knn": [
        {"k": k, "metric": metric, "accuracy": percent(KNeighborsClassifier(k, metric=metric), x, x_test)}
        for metric in ("euclidean", "cosine")
        for k in (1, 5, 10, 50)
    ],
    "logistic": [
        {
            "C": C,
            "standardise": standardise,
            "accuracy": percent(
                LogisticRegression(C=C, max_iter=100_000, tol=1e-8),
                *((scaler.transform(x), scaler.transform(x_test)) if standardise else (x, x_test)),
            ),
        }
        for standardise in (False, True)
        for C in (1e-5, 1e-3, 1)
    ],
    "principalVariances": PCA(2).fit(x).explained_variance_.tolist(),
    # From the principal components, and from chance.
    "tsne": {
        metric: [
            divergence(x[:500], metric, init="pca", random_state=0),
            *(divergence(x[:500], metric, init="random", random_state=seed) for seed in range(9)),
        ]
        for metric in ("euclidean", "cosine")
    },
}
print(json.dumps(result, indent=1))
