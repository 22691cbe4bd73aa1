"""Muon for the hidden matrices, AdamW for all else, on float32 copies of the weights; everything stays on the device.

Matrices of one shape are orthogonalised together, so a model of forty matrices costs a handful of products.
"""
import torch


def orthogonalise(x):
    """[n, rows, columns] -> for each of the n the nearest matrix whose singular values are about 1, by five steps of a
    Newton-Schulz iteration (Jordan et al., 2024); on a GPU in bfloat16, which many processors only imitate."""
    tall = x.shape[1] > x.shape[2]
    x = (x.mT if tall else x).to(torch.bfloat16 if x.is_cuda else torch.float32)
    x = (x / (x.norm(dim=(1, 2), keepdim=True) + 1e-7)).contiguous()
    for _ in range(5):
        square = x @ x.mT
        x = torch.baddbmm(x, torch.baddbmm(square, square, square, beta=-4.7750, alpha=2.0315), x, beta=3.4445)
    return (x.mT if tall else x).float()


def is_matrix(name, parameter):
    """Is it a matrix between hidden states? Tables and heads are not: their rows stand for symbols."""
    return parameter.dim() == 2 and "embed" not in name.replace("patch_embedding", "") and "lm_head" not in name


class Stack:
    """Matrices of one shape."""

    def __init__(self, members):
        self.names, self.weights = zip(*members)
        self.master = torch.stack([w.detach().float() for w in self.weights])
        self.momentum = torch.zeros_like(self.master)
        rows, columns = self.weights[0].shape
        self.stretch = max(1.0, rows / columns) ** 0.5

    def step(self, rate, decay):
        gradient = torch.stack([w.grad for w in self.weights]).float()
        self.momentum.lerp_(gradient, 0.05)
        self.master.mul_(1 - rate * decay).sub_(orthogonalise(gradient.lerp_(self.momentum, 0.95)), alpha=rate * self.stretch)
        torch._foreach_copy_(list(self.weights), list(self.master.unbind(0)))


class Optimiser:
    def __init__(self, module, matrix_rate=0.02, rate=4e-3, table_rate=4e-3, decay=0.05):
        """rate: of embeddings of bytes or tokens, norms and heads; table_rate: of the hash tables."""
        self.matrix_rate, self.decay = matrix_rate, decay
        self.weights = list(module.parameters())
        shapes, self.rest = {}, []
        for name, p in module.named_parameters():
            if is_matrix(name, p):
                shapes.setdefault(p.shape, []).append((name, p))
            else:
                self.rest.append((name, p, p.detach().float().clone()))
        self.stacks = [Stack(members) for members in shapes.values()]
        rates = [table_rate if "hash_tok" in name else rate for name, *_ in self.rest]
        self.adam = torch.optim.Adam([dict(params=[copy], lr=r, full=r) for (_, _, copy), r in zip(self.rest, rates)],
                                     betas=(0.9, 0.98), eps=1e-8, fused=True)

    @torch.no_grad()
    def step(self, scale):
        """One step at `scale` times the rates. Returns the gradients' norm, on the device; all but the hidden matrices' (whose
        length does not matter) are shortened to a norm of 1."""
        norm = torch.stack(torch._foreach_norm([p.grad for p in self.weights], 2, dtype=torch.float32)).norm()
        shorten = (1 / (norm + 1e-6)).clamp_max(1)
        for stack in self.stacks:
            stack.step(self.matrix_rate * scale, self.decay)
        for group, (_, p, copy) in zip(self.adam.param_groups, self.rest):
            copy.grad = p.grad.float() * shorten
            group["lr"] = group["full"] * scale
        self.adam.step()
        torch._foreach_copy_([p for _, p, _ in self.rest], [copy for *_, copy in self.rest])
        for p in self.weights:
            p.grad = None
        return norm

    def masters(self):
        """The weights in float32, by name."""
        found = {name: copy for name, _, copy in self.rest}
        for stack in self.stacks:
            found |= zip(stack.names, stack.master.unbind(0))
        return found

    def state(self):
        return dict(stacks=[(s.master, s.momentum) for s in self.stacks], rest=[copy for *_, copy in self.rest],
                    adam=self.adam.state_dict())

    @torch.no_grad()
    def restore(self, state):
        for stack, (master, momentum) in zip(self.stacks, state["stacks"], strict=True):
            stack.master.copy_(master)
            stack.momentum.copy_(momentum)
            torch._foreach_copy_(list(stack.weights), list(stack.master.unbind(0)))
        for (_, p, copy), saved in zip(self.rest, state["rest"], strict=True):
            copy.copy_(saved)
            p.copy_(saved)
        self.adam.load_state_dict(state["adam"])
