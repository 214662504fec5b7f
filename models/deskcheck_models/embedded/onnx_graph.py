"""An ONNX graph under construction: operators go in, one serialised model comes out."""

from collections.abc import Sequence
from pathlib import Path

from onnx import TensorProto, helper

# Old enough for every ONNX Runtime that the package allows; nothing newer is used.
_OPERATOR_SET = 17
_FILE_FORMAT = 8

# A weight without data in the model must name a file that exists, though ONNX Runtime takes the
# memory that it is handed and opens none. This one always exists.
NAMED_FILE = Path(__file__).resolve()

Size = int | str  # a number, or the name of a length that differs from call to call


class OnnxGraph:
    """Collects operators in the order in which they are to run. Values are named by strings.

    Weights are declared by name and shape only: whoever loads the model hands their memory over,
    so that they are never copied into the model. Operators outside the ONNX standard are named
    with the domain of ONNX Runtime's own.
    """

    def __init__(self) -> None:
        self._nodes: list[object] = []
        self._inputs: list[object] = []
        self._outputs: list[object] = []
        self._initializers: dict[str, object] = {}

    def apply(
        self,
        operator: str,
        *inputs: str,
        domain: str = "",
        name: str = "",
        **attributes: int | float | Sequence[int],
    ) -> str:
        """Add an operator with one output, and name that output where no name is given."""
        output = name or f"{operator}.{len(self._nodes)}"
        node = helper.make_node(operator, list(inputs), [output], domain=domain, **attributes)
        self._nodes.append(node)
        return output

    def integers(self, *values: int) -> str:
        """A constant vector of int64."""
        name = "integers." + ".".join(map(str, values))
        constant = helper.make_tensor(name, TensorProto.INT64, [len(values)], values)
        self._initializers[name] = constant
        return name

    def integer(self, value: int) -> str:
        """A constant int64 without dimensions."""
        name = f"integer.{value}"
        self._initializers[name] = helper.make_tensor(name, TensorProto.INT64, [], [value])
        return name

    def number(self, value: float) -> str:
        """A constant float32 without dimensions."""
        name = f"number.{value}"
        self._initializers[name] = helper.make_tensor(name, TensorProto.FLOAT, [], [value])
        return name

    def weight(self, name: str, shape: Sequence[int]) -> str:
        """Declare a float32 weight whose memory the loader hands over under this name."""
        declared = TensorProto(
            name=name,
            dims=shape,
            data_type=TensorProto.FLOAT,
            data_location=TensorProto.EXTERNAL,
        )
        declared.external_data.add(key="location", value=NAMED_FILE.name)
        self._initializers[name] = declared
        return name

    def whole_input(self, name: str, shape: Sequence[Size]) -> str:
        """An input of int64."""
        self._inputs.append(helper.make_tensor_value_info(name, TensorProto.INT64, shape))
        return name

    def float_input(self, name: str, shape: Sequence[Size]) -> str:
        """An input of float32."""
        self._inputs.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, shape))
        return name

    def output(self, name: str, shape: Sequence[Size]) -> None:
        """Hand the float32 value of that name out."""
        self._outputs.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, shape))

    def serialised(self) -> bytes:
        """The model as ONNX Runtime loads it, without the weights."""
        graph = helper.make_graph(
            self._nodes, "decoder", self._inputs, self._outputs, list(self._initializers.values())
        )
        domains = [
            helper.make_opsetid("", _OPERATOR_SET),
            helper.make_opsetid("com.microsoft", 1),
        ]
        model = helper.make_model(graph, opset_imports=domains, ir_version=_FILE_FORMAT)
        return bytes(model.SerializeToString())
